/// y = x + bias where x < −lambd, x − bias where x > lambd, else 0.
struct Shrink: ElementMap {
  private let bias, lambd: Float

  init(_ node: NodeReader) throws(OperatorError) {
    bias = try node.float("bias", default: 0)
    lambd = try node.float("lambd", default: 0.5)
  }

  func value(_ x: Float) -> Float { x < -lambd ? x + bias : x > lambd ? x - bias : 0 }
  func derivative(_ x: Float, _ y: Float) -> Float { abs(x) > lambd ? 1 : 0 }
}
