/// The running sum along an axis, with or without the element itself, from either end.
struct CumSum: DifferentiableOperator {
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
      cumulation.run(x.floats, into: y.floats, x.shape, axis: axis, from: 0, +)
    } else {
      cumulation.run(x.integers, into: y.integers, x.shape, axis: axis, from: 0) {
        x.type.wrapped($0 &+ $1)
      }
    }
    return [y]
  }

  /// dx = the running sum of dy from the other end
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let dx = run.uninitialized(step.inputs[0].shape)
    let axis = try Cumulation.axis(step.inputs[1], rank: dx.rank)
    cumulation.reversed.run(
      step.gradient.floats, into: dx.floats, dx.shape, axis: axis, from: 0, +)
    return [dx, nil]
  }
}
