import CInferenceKernels

/// y = x / ‖x‖ₚ along an axis, p 1 or 2; zero where the norm is.
struct LpNormalization: DifferentiableOperator {
  private let axis, p: Int

  init(_ node: NodeReader) throws(OperatorError) {
    axis = try node.int("axis", default: -1)
    p = try node.int("p", default: 2, in: 1...2)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    _ = try normalized(axis: axis, rank: inputs[0].rank)
    return [Fact(inputs[0].type, inputs[0].shape)]
  }

  /// 1 / ‖x‖, the axis kept as 1.
  private func inverse(_ x: Value, _ run: RunContext) throws(OperatorError) -> Value {
    let axis = try normalized(axis: axis, rank: x.rank)
    let size = p == 1 ? run.paired(x, x, x.shape) { x, _ in abs(x) } : x
    let norm = try run.reduced(size, [axis], p == 1 ? .sum : .sumOfSquares)
    for n in norm.floats.indices {
      let length = p == 1 ? norm.floats[n] : norm.floats[n].squareRoot()
      norm.floats[n] = length == 0 ? 0 : 1 / length
    }
    return norm
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [try run.combined(CINFERENCE_MUL, inputs[0], try inverse(inputs[0], run))]
  }

  /// dx = (dy − ∂‖x‖ · Σ dy y) / ‖x‖, where ∂‖x‖ is y for p = 2 and x's sign for p = 1
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (x, y, g) = (step.inputs[0], step.outputs[0], step.gradient)
    let axis = try normalized(axis: axis, rank: x.rank)
    let share = try run.reduced(try run.combined(CINFERENCE_MUL, g, y), [axis], .sum)
    let slope = p == 2 ? y : run.paired(x, x, x.shape) { x, _ in x > 0 ? 1 : x < 0 ? -1 : 0 }
    let along = try run.combined(CINFERENCE_MUL, slope, share)
    return [
      try run.combined(
        CINFERENCE_MUL, try run.combined(CINFERENCE_SUB, g, along), try inverse(x, run))
    ]
  }
}
