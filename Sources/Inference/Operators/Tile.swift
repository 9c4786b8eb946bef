/// x repeated along each axis.
struct Tile: DifferentiableOperator {
  init(_ node: NodeReader) {}

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    let repeats = try inputs.known(1, "repeats") ?? []
    guard repeats.count == x.rank, repeats.allSatisfy({ (0...largestExtent).contains($0) }) else {
      throw .invalid("repeats of \(repeats) for \(x.rank) axes")
    }
    let shape = zip(x.shape, repeats).map { extent, count in
      let (product, overflow) = extent.multipliedReportingOverflow(by: count)
      return overflow ? Int.max : product
    }
    return [Fact(x.type, shape)]
  }

  /// Shapes with an axis of repeats before each axis of x.
  private func pairs(_ x: [Int], _ y: [Int]) -> (one: [Int], all: [Int]) {
    (x.flatMap { [1, $0] }, zip(x, y).flatMap { [$0 == 0 ? 0 : $1 / $0, $0] })
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let shape = run.outputs[0].shape
    let pairs = pairs(inputs[0].shape, shape)
    return [run.expanded(inputs[0].reshaped(pairs.one), to: pairs.all).reshaped(shape)]
  }

  /// dx = the sum of dy over the repeats
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0].shape
    let pairs = pairs(x, step.gradient.shape)
    return [
      try run.summed(step.gradient.reshaped(pairs.all), to: pairs.one).reshaped(x), nil,
    ]
  }
}
