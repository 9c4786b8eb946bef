import Foundation

/// y = max(0, x) + min(0, alpha · (e^(x / alpha) − 1)).
struct Celu: ElementMap {
  private let alpha: Float

  init(_ node: NodeReader) throws(OperatorError) { alpha = try node.float("alpha", default: 1) }

  func value(_ x: Float) -> Float { max(0, x) + min(0, alpha * (exp(x / alpha) - 1)) }
  func derivative(_ x: Float, _ y: Float) -> Float { x > 0 ? 1 : exp(x / alpha) }
}
