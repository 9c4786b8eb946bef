import Foundation

/// y = x − ln Σ eˣ along an axis.
struct LogSoftmax: SoftmaxOperator {
  let axis: Int
  let joinsAxes: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    joinsAxes = node.opset < 13
    axis = try node.int("axis", default: joinsAxes ? 1 : -1)
  }

  static func row(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ step: Int
  ) {
    let (top, sum) = scale(x, count, step)
    for n in 0..<count { y[n * step] = x[n * step] - top - log(sum) }
  }

  /// dx = dy − eʸ Σ dy
  static func slope(
    _ g: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ count: Int, _ step: Int
  ) {
    var sum: Float = 0
    for n in 0..<count { sum += g[n * step] }
    for n in 0..<count { dx[n * step] = g[n * step] - exp(y[n * step]) * sum }
  }
}
