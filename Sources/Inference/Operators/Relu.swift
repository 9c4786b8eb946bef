/// y = max(x, 0).
struct Relu: ElementFunction, ActivationOperator {
  let activation = Activation.relu
  init(_ node: NodeReader) {}
}
