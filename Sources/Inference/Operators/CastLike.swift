/// Elements of x as the second input's type.
struct CastLike: DifferentiableOperator {
  init(_ node: NodeReader) {}

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(inputs[1].type, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [Cast.converted(inputs[0], to: inputs[1].type, run)]
  }

  /// dx = dy between floating types
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    [step.inputs[0].type.isFloat ? step.gradient : nil, nil]
  }
}
