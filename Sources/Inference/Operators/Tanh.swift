/// y = tanh x.
struct Tanh: ElementFunction {
  let activation = Activation.tanh
  init(_ node: NodeReader) {}
}
