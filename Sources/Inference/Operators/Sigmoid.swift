/// y = 1 / (1 + e⁻ˣ).
struct Sigmoid: ElementFunction {
  let activation = Activation.sigmoid
  init(_ node: NodeReader) {}
}
