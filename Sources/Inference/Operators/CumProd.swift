/// The running product along an axis, with or without the element itself, from either end.
struct CumProd: Operator {
  private let cumulation: Cumulation

  init(_ node: NodeReader) throws(OperatorError) { cumulation = try Cumulation(node) }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    guard inputs[0].type != .bool else { throw .invalid("an input of booleans") }
    return [Fact(inputs[0].type, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let axis = try Cumulation.axis(inputs[1], rank: x.rank)
    if x.type.isFloat {
      cumulation.run(x.floats, into: y.floats, x.shape, axis: axis, from: 1, *)
    } else {
      cumulation.run(x.integers, into: y.integers, x.shape, axis: axis, from: 1) {
        x.type.wrapped($0 &* $1)
      }
    }
    return [y]
  }
}
