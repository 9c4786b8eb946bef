/// The number of elements. Known as soon as x's shape is.
struct Size: Operator {
  init(_ node: NodeReader) {}

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(Value(integers: [inputs[0].count], in: StepMemory()).reshaped([]))]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [Value(integers: [inputs[0].count], in: run.pool).reshaped([])]
  }
}
