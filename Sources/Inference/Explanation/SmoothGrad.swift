import Foundation

/// SmoothGrad squared: the mean of the squared gradients at noisy copies of an input.
///
/// M = 1/n Σ (∂y/∂x (x + σ εᵢ))², εᵢ standard normal, σ = spread · (max x − min x).
/// Source: Smilkov et al., "SmoothGrad", 2017; the squares, n = 25 and spread 0.15 are the defaults
/// of the authors' code (PAIR saliency).
public enum SmoothGrad {
  /// The map of one input.
  ///
  /// - Parameters:
  ///   - inputs: as `Network.run` takes them.
  ///   - input: the float input to explain; the others stay as they are. Nil: the only float input.
  ///   - noise: ε, `[samples] + input shape`, standard normal; drawn from `seed` when nil.
  ///   - progress: share of the samples done.
  /// - Returns: a tensor of the input's shape.
  public static func map(
    _ network: Network, _ inputs: [String: Tensor], input name: String? = nil, of output: String,
    at index: [Int], samples: Int = 25, spread: Float = 0.15, seed: UInt64 = 0,
    noise: Tensor? = nil, progress: (@Sendable (Double) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(ModelError) -> Tensor {
    let floats = network.inputs.filter(\.type.isFloat).map(\.name)
    guard let name = name ?? (floats.count == 1 ? floats.first : nil), floats.contains(name),
      let input = inputs[name]
    else {
      throw .invalidRequest(
        "SmoothGrad explains one float input; name one of \(floats.joined(separator: ", "))")
    }
    let samples = noise?.shape.first ?? samples
    guard samples > 0, spread >= 0, spread.isFinite else {
      throw .invalidRequest("SmoothGrad needs at least one sample and a spread of 0 or more")
    }
    if let noise, Array(noise.shape.dropFirst()) != input.shape {
      throw .invalidRequest(
        "The noise has shape \(noise.shape); it must be samples by the input's \(input.shape)")
    }
    let range = (input.values.max() ?? 0) - (input.values.min() ?? 0)
    var generator = NormalGenerator(seed: seed)
    var sums = [Double](repeating: 0, count: input.count)
    for sample in 0..<samples {
      var noisy = input
      for n in noisy.values.indices {
        let epsilon = noise.map { $0.values[sample * input.count + n] } ?? generator.next()
        noisy.values[n] += spread * range * epsilon
      }
      var all = inputs
      all[name] = noisy
      let recording = try network.record(all, towards: [name], isCancelled: isCancelled)
      let gradient = try recording.gradient(of: output, at: index, withRespectTo: [name])
      for (n, value) in (gradient[name]?.values ?? []).enumerated() {
        sums[n] += Double(value) * Double(value)
      }
      progress?(Double(sample + 1) / Double(samples))
    }
    return Tensor(shape: input.shape, values: sums.map { Float($0 / Double(samples)) })
  }
}

/// Standard normal numbers, the same from a seed on every machine.
///
/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) and the Box–Muller transform.
struct NormalGenerator {
  private var state: UInt64
  private var spare: Float?

  init(seed: UInt64) { state = seed }

  mutating func next() -> Float {
    if let spare {
      self.spare = nil
      return spare
    }
    // 1 − u keeps the logarithm's argument above zero.
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spare = Float(radius * sin(angle))
    return Float(radius * cos(angle))
  }

  /// Uniform in 0..<1.
  private mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
}
