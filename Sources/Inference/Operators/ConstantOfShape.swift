/// One number repeated in a given shape; float zero when the node names none.
struct ConstantOfShape: Operator {
  private let value: Value

  init(_ node: NodeReader) throws(OperatorError) {
    value = try node.tensor("value") ?? Value(floats: [0], [1], in: StepMemory())
    guard value.count == 1 else { throw .invalid("its value has shape \(value.shape)") }
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let shape = try inputs.known(0, "a shape") ?? []
    try checkedCount(shape)
    return [Fact(value.type, shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [run.expanded(value.reshaped([]), to: run.outputs[0].shape)]
  }
}
