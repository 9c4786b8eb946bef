import CInferenceKernels
import Foundation

/// The ways to fold axes away.
enum Reduction: Sendable { case sum, mean, max, min, product, sumOfSquares }

extension RunContext {
  /// `x` folded over `axes` (ascending); the result's shape has 1 in their place.
  ///
  /// Sums run in float32 lanes inside double: the error does not grow with the count.
  func reduced(_ x: Value, _ axes: [Int], _ kind: Reduction) throws(OperatorError) -> Value {
    let shape = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
    let kept = x.shape.indices.filter { !axes.contains($0) }
    let length = axes.reduce(1) { $0 * x.shape[$1] }
    let result = Value(.float32, shape, in: pool)
    let outputs = result.floats
    guard !outputs.isEmpty else { return result }
    // Bring x to [outer, folded, inner], moving axes only when the folded ones are apart.
    var source = x
    var inner = 1
    let isBlock = axes.isEmpty || (axes[axes.count - 1] - axes[0] == axes.count - 1)
    if isBlock {
      inner = x.shape[((axes.last ?? x.rank - 1) + 1)...].reduce(1, *)
    } else {
      source = transposed(x, kept + axes)
    }
    let values = source.floats
    let outer = outputs.count / max(inner, 1)
    try parallelRanges(outer, grain: Swift.max(1, (1 << 16) / Swift.max(1, length * inner))) {
      range in
      for row in range {
        let start = row * length * inner
        if inner == 1 {
          outputs[row] = Self.fold(values, start, length, kind)
        } else {
          Self.foldRows(values, start, length, inner, kind, into: outputs, row * inner)
        }
      }
    }
    return result
  }

  private static func fold(
    _ x: UnsafeMutableBufferPointer<Float>, _ start: Int, _ length: Int, _ kind: Reduction
  ) -> Float {
    let row = x[start..<start + length]
    switch kind {
    case .sum, .mean:
      guard length > 0, let base = x.baseAddress else { return kind == .mean ? .nan : 0 }
      let sum = cinference_sum(base + start, length)
      return Float(kind == .mean ? sum / Double(length) : sum)
    case .max: return row.reduce(-.infinity) { $1 > $0 || $1.isNaN ? $1 : $0 }
    case .min: return row.reduce(.infinity) { $1 < $0 || $1.isNaN ? $1 : $0 }
    case .product: return Float(row.reduce(1.0) { $0 * Double($1) })
    case .sumOfSquares: return Float(row.reduce(0.0) { $0 + Double($1) * Double($1) })
    }
  }

  /// Folds `length` rows of `inner` elements into one.
  private static func foldRows(
    _ x: UnsafeMutableBufferPointer<Float>, _ start: Int, _ length: Int, _ inner: Int,
    _ kind: Reduction, into y: UnsafeMutableBufferPointer<Float>, _ offset: Int
  ) {
    for column in 0..<inner {
      var result: Double
      switch kind {
      case .sum, .mean, .sumOfSquares: result = 0
      case .max: result = -.infinity
      case .min: result = .infinity
      case .product: result = 1
      }
      var n = start + column
      for _ in 0..<length {
        let v = Double(x[n])
        switch kind {
        case .sum, .mean: result += v
        case .max: result = v > result || v.isNaN ? v : result
        case .min: result = v < result || v.isNaN ? v : result
        case .product: result *= v
        case .sumOfSquares: result += v * v
        }
        n += inner
      }
      y[offset + column] = Float(kind == .mean ? result / Double(length) : result)
    }
  }
}
