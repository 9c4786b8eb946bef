import Foundation

/// SplitMix64, with named streams so that a new draw in one place moves nothing elsewhere.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct PhantomRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64, stream: String) {
    // FNV-1a of the name keeps streams apart.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    // Mixed before they meet: SplitMix64 steps by a constant, so plain neighbouring seeds would
    // walk the same sequence one step apart.
    state = Self.mixed(Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15) ^ hash)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * Double(next() >> 11) * 0x1p-53
  }

  /// Normal, cut at 2.5 standard deviations so that no neck leaves what people have.
  mutating func normal(_ mean: Double, _ deviation: Double) -> Double {
    while true {
      let u = max(uniform(0, 1), 1e-12)
      let g = (-2 * log(u)).squareRoot() * cos(2 * .pi * uniform(0, 1))
      if abs(g) <= 2.5 { return mean + deviation * g }
    }
  }

  mutating func chance(_ probability: Double) -> Bool { uniform(0, 1) < probability }
  mutating func bits() -> UInt32 { UInt32(truncatingIfNeeded: next() >> 32) }
}

func exponential(_ v: Double) -> Double { exp(v) }
