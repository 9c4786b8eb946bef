/// y = x.
struct Identity: ReshapingOperator {
  init(_ node: NodeReader) {}

  func shape(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Int] { inputs[0].shape }
}
