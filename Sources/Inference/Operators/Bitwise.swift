/// A function of the bits of two whole numbers, broadcast.
protocol BitwiseOperator: Operator {
  func combine(_ a: Int64, _ b: Int64, _ type: ElementType) -> Int64
}

extension BitwiseOperator {
  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(inputs[0].type, try broadcast(inputs[0].shape, inputs[1].shape))]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (a, b, y) = (inputs[0], inputs[1], run.output())
    run.forEachPair(a.integers, a.shape, b.integers, b.shape, into: y.integers, y.shape) {
      y.type.wrapped(combine($0, $1, y.type))
    }
    return [y]
  }
}
