/// y = x where x ≥ 0, else alpha · x.
struct LeakyRelu: ElementFunction {
  let activation: Activation

  init(_ node: NodeReader) throws(OperatorError) {
    activation = .leakyRelu(slope: try node.float("alpha", default: 0.01))
  }

  func derivative(_ x: Float) -> Float {
    guard case .leakyRelu(let slope) = activation else { return 1 }
    return x > 0 ? 1 : slope
  }
}
