import CInferenceKernels

/// Normalisation of rows by their own mean and variance: x̂ = (x − μ) / √(σ² + ε).
///
/// InstanceNormalization, LayerNormalization and their like differ in what a row is.
enum Normalization {
  /// x̂ of `rows` rows of `length` elements.
  static func forward(
    _ x: UnsafePointer<Float>, rows: Int, length: Int, epsilon: Float,
    into y: UnsafeMutablePointer<Float>, _ run: RunContext
  ) throws(OperatorError) {
    try run.parallelRanges(rows, grain: max(1, (1 << 15) / max(length, 1))) { range in
      for row in range {
        let (mean, inverse) = statistics(x + row * length, length, epsilon)
        cinference_epilogue(
          Activation.identity.kernel, inverse, -mean * inverse, x + row * length, y + row * length,
          length)
      }
    }
  }

  static func statistics(_ x: UnsafePointer<Float>, _ length: Int, _ epsilon: Float)
    -> (mean: Float, inverse: Float)
  {
    let mean = Float(cinference_sum(x, length) / Double(length))
    var squares = 0.0
    for n in 0..<length {
      let difference = x[n] - mean
      squares += Double(difference * difference)
    }
    return (mean, Float(1 / (squares / Double(length) + Double(epsilon)).squareRoot()))
  }

  /// dx = (g − mean g − x̂ · mean(g x̂)) / √(σ² + ε), where g = ∂L/∂x̂.
  static func backward(
    _ x: UnsafePointer<Float>, _ g: UnsafePointer<Float>, rows: Int, length: Int, epsilon: Float,
    into dx: UnsafeMutablePointer<Float>, _ run: RunContext
  ) throws(OperatorError) {
    try run.parallelRanges(rows, grain: max(1, (1 << 15) / max(length, 1))) { range in
      for row in range {
        let start = row * length
        let (mean, inverse) = statistics(x + start, length, epsilon)
        var (sum, product) = (0.0, 0.0)
        for n in start..<start + length {
          sum += Double(g[n])
          product += Double(g[n] * (x[n] - mean) * inverse)
        }
        let (a, b) = (Float(sum / Double(length)), Float(product / Double(length)))
        for n in start..<start + length {
          dx[n] = inverse * (g[n] - a - (x[n] - mean) * inverse * b)
        }
      }
    }
  }
}
