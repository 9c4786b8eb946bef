/// y = x with every bit turned.
struct BitwiseNot: Operator {
  init(_ node: NodeReader) {}

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(inputs[0].type, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    for (n, x) in inputs[0].integers.enumerated() { y.integers[n] = y.type.wrapped(~x) }
    return [y]
  }
}
