/// x repeated to the shape that it and a given shape broadcast to.
struct Expand: DifferentiableOperator {
  init(_ node: NodeReader) {}

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let shape = try inputs.known(1, "a shape") ?? []
    try checkedCount(shape)
    return [Fact(inputs[0].type, try broadcast(inputs[0].shape, shape))]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [run.expanded(inputs[0], to: run.outputs[0].shape)]
  }

  /// dx sums dy over the repeated axes
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    [try run.summed(step.gradient, to: step.inputs[0].shape), nil]
  }
}
