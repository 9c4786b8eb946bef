/// Nothing, outside training: y = x, and a mask of ones.
struct Dropout: DifferentiableOperator {
  init(_ node: NodeReader) {}

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    if let training = inputs.optional(2), training.value?.bools.contains(1) != false {
      throw .unsupported("training_mode")
    }
    return [Fact(inputs[0].type, inputs[0].shape), Fact(.bool, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let mask = run.output(1)
    mask.bools.update(repeating: 1)
    return [inputs[0], mask]
  }

  /// dx = dy
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    [step.gradient]
  }
}
