/// y = x where x ≥ 0, else slope · x; the slope broadcasts to x.
struct PRelu: DifferentiableOperator {
  init(_ node: NodeReader) {}

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (x, slope) = (inputs[0], inputs[1])
    guard try broadcast(x.shape, slope.shape) == x.shape else {
      throw .invalid("a slope of shape \(slope.shape) for an input of \(x.shape)")
    }
    return [Fact(x.type, x.shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, slope, y) = (inputs[0], inputs[1], run.output())
    run.forEachPair(x.floats, x.shape, slope.floats, slope.shape, into: y.floats, y.shape) {
      $0 < 0 ? $0 * $1 : $0
    }
    return [y]
  }

  /// dx = dy, times the slope where x < 0; dslope = Σ dy x there
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (x, slope, g) = (step.inputs[0], step.inputs[1], step.gradient)
    var gradients: [Value?] = [nil, nil]
    if step.wants[0] {
      let factor = run.paired(x, slope, x.shape) { $0 < 0 ? $1 : 1 }
      gradients[0] = run.paired(g, factor, x.shape) { $0 * $1 }
    }
    if step.wants[1] {
      let part = run.paired(g, x, x.shape) { $1 < 0 ? $0 * $1 : 0 }
      gradients[1] = try run.summed(part, to: slope.shape)
    }
    return gradients
  }
}
