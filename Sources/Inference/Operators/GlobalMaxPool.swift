/// The maximum over all of space. x `[N, C, spatial…]`, y `[N, C, 1…]`.
struct GlobalMaxPool: DifferentiableOperator, GlobalPoolingOperator {
  init(_ node: NodeReader) {}

  func poolsAllSpace(_ parameters: [Value?]) -> Bool { true }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    try globalPoolShape(inputs[0])
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int { inputs[0].count }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [try run.reduced(inputs[0], Array(2..<inputs[0].rank), .max)]
  }

  /// dy goes to the first place that holds the maximum.
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let dx = run.zeros(x.shape)
    let area = x.shape[2...].reduce(1, *)
    let (source, best, g, target) = (
      x.floats, step.outputs[0].floats, step.gradient.floats, dx.floats
    )
    for row in g.indices {
      let plane = row * area..<(row + 1) * area
      if let place = plane.first(where: { source[$0] == best[row] }) { target[place] = g[row] }
    }
    return [dx]
  }
}
