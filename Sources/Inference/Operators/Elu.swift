import Foundation

/// y = x where x > 0, else alpha · (eˣ − 1).
struct Elu: ElementMap {
  private let alpha: Float

  init(_ node: NodeReader) throws(OperatorError) { alpha = try node.float("alpha", default: 1) }

  func value(_ x: Float) -> Float { x > 0 ? x : alpha * (exp(x) - 1) }
  func derivative(_ x: Float, _ y: Float) -> Float { x > 0 ? 1 : y + alpha }
}
