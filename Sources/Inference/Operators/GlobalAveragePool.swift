/// The mean over all of space. x `[N, C, spatial…]`, y `[N, C, 1…]`.
struct GlobalAveragePool: DifferentiableOperator, GlobalPoolingOperator {
  init(_ node: NodeReader) {}

  func poolsAllSpace(_ parameters: [Value?]) -> Bool { true }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    try globalPoolShape(inputs[0])
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int { inputs[0].count }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [try run.reduced(inputs[0], Array(2..<inputs[0].rank), .mean)]
  }

  /// dx = dy / places, everywhere
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let shape = step.inputs[0].shape
    let area = Float(shape[2...].reduce(1, *))
    return [run.expanded(run.scaled(step.gradient, by: 1 / area), to: shape)]
  }
}

func globalPoolShape(_ x: Fact) throws(OperatorError) -> [Fact] {
  guard x.rank >= 3, !x.shape.dropFirst(2).contains(0) else {
    throw .invalid("an input of shape \(x.shape)")
  }
  return [Fact(x.type, x.shape.prefix(2) + [Int](repeating: 1, count: x.rank - 2))]
}
