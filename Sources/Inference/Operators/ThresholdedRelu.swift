/// y = x where x > alpha, else 0.
struct ThresholdedRelu: ElementMap {
  private let alpha: Float

  init(_ node: NodeReader) throws(OperatorError) { alpha = try node.float("alpha", default: 1) }

  func value(_ x: Float) -> Float { x > alpha ? x : 0 }
  func derivative(_ x: Float, _ y: Float) -> Float { x > alpha ? 1 : 0 }
}
