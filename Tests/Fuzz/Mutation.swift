/// SplitMix64, for mutations that their number alone decides.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
struct NumberStream: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &self) }
}

/// Changes a file in one to eight places.
enum Mutation {
  /// Values at which lengths, signs and types turn over.
  private static let edges: [[UInt8]] = [
    [0], [1], [0x7F], [0x80], [0xFF], [0, 0], [0xFF, 0xFF], [0xFF, 0x7F], [0, 0x80], [1, 0],
    [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xFE, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F],
    [0, 0, 0, 0x80], [0, 0, 1, 0], [0, 0, 0xC0, 0x7F], [0, 0, 0x80, 0x7F], [0xFE, 0xFF, 0, 0xE0],
    [0xFE, 0xFF, 0x0D, 0xE0], [0xFE, 0xFF, 0xDD, 0xE0],
  ]
  /// Text that stands where a number, a VR or a name is awaited.
  private static let words = [
    "SQ", "UN", "OB", "OW", "US", "SS", "UT", "nan", "inf", "-1", "1e308", "-1e-308", "0", "\\",
    "99999999999", "..\\..\\X", "\u{1B}$B", "\u{1B}]52;c;\u{7}", "ISO 2022 IR 87", "GB18030",
    "MONOCHROME1", "RGB", "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.1.99",
  ].map { Array($0.utf8) }

  static func mutated(_ seeds: Seeds, number: Int) -> [UInt8] {
    var random = NumberStream(state: UInt64(bitPattern: Int64(number)) &* 0x2545_F491_4F6C_DD1D)
    let seed = seeds.all[random.below(seeds.all.count)]
    var bytes = seed.bytes
    // One change in half of them, two in a quarter and so on: more than a few are soon refused.
    for _ in 0...min(7, random.next().trailingZeroBitCount) {
      // Four times of five in the header, where a byte decides more.
      let end = random.below(5) > 0 ? min(seed.header, bytes.count) : bytes.count
      change(&bytes, at: random.below(end), seeds, &random)
      if bytes.isEmpty { bytes = [0] }
    }
    return bytes
  }

  private static func change(
    _ bytes: inout [UInt8], at place: Int, _ seeds: Seeds, _ random: inout NumberStream
  ) {
    let rest = bytes.count - place
    switch random.below(12) {
    case 0, 1: bytes[place] ^= 1 << UInt8(random.below(8))
    case 2, 3: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 4, 5: overwrite(&bytes, at: place, with: edges[random.below(edges.count)])
    case 6: overwrite(&bytes, at: place, with: words[random.below(words.count)])
    case 7:
      let new = (0..<1 + random.below(16)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      bytes.insert(contentsOf: new, at: place)
    case 8: bytes.removeSubrange(place..<place + min(rest, 1 + random.below(32)))
    case 9:
      let copy = Array(bytes[place..<place + min(rest, 1 + random.below(64))])
      bytes.insert(contentsOf: copy, at: random.below(bytes.count))
    case 10:
      let other = seeds.all[random.below(seeds.all.count)].bytes
      let from = random.below(other.count)
      overwrite(
        &bytes, at: place, with: Array(other[from..<min(other.count, from + 1 + random.below(256))])
      )
    default: if random.below(4) == 0 { bytes.removeSubrange(place...) }
    }
  }

  private static func overwrite(_ bytes: inout [UInt8], at place: Int, with new: [UInt8]) {
    let end = min(bytes.count, place + new.count)
    bytes.replaceSubrange(place..<end, with: new[..<(end - place)])
  }
}
