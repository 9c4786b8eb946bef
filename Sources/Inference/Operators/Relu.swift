/// y = max(x, 0).
struct Relu: ElementFunction {
  let activation = Activation.relu
  init(_ node: NodeReader) {}
}
