/// Whether x is no number.
struct IsNaN: Operator {
  init(_ node: NodeReader) {}

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(.bool, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    for (n, x) in inputs[0].floats.enumerated() { y.bools[n] = x.isNaN ? 1 : 0 }
    return [y]
  }
}
