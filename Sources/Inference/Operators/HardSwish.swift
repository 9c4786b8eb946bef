/// y = x · clip(x / 6 + 1/2, 0, 1).
struct HardSwish: ElementFunction {
  let activation = Activation.hardSwish
  init(_ node: NodeReader) {}

  func derivative(_ x: Float) -> Float { x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5 }
}
