/// A function of two booleans, broadcast.
protocol LogicOperator: Operator {
  static func combine(_ a: UInt8, _ b: UInt8) -> UInt8
}

extension LogicOperator {
  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(.bool, try broadcast(inputs[0].shape, inputs[1].shape))]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (a, b, y) = (inputs[0], inputs[1], run.output())
    run.forEachPair(a.bools, a.shape, b.bools, b.shape, into: y.bools, y.shape, Self.combine)
    return [y]
  }
}
