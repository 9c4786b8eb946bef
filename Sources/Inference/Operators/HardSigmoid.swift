/// y = clip(alpha · x + beta, 0, 1).
struct HardSigmoid: ElementMap {
  private let alpha, beta: Float

  init(_ node: NodeReader) throws(OperatorError) {
    alpha = try node.float("alpha", default: 0.2)
    beta = try node.float("beta", default: 0.5)
  }

  func value(_ x: Float) -> Float { max(0, min(1, alpha * x + beta)) }
  func derivative(_ x: Float, _ y: Float) -> Float { y > 0 && y < 1 ? alpha : 0 }
}
