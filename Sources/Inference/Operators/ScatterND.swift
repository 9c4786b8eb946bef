/// y = x, with each update at the block that its tuple of indices names.
struct ScatterND: DifferentiableOperator {
  private let scattering: Scattering

  init(_ node: NodeReader) throws(OperatorError) { scattering = try Scattering(node) }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (x, indices, updates) = (inputs[0], inputs[1].shape, inputs[2])
    guard let length = indices.last, length <= x.rank,
      updates.shape == indices.dropLast() + x.shape[length...],
      updates.type.representation == x.type.representation,
      x.type != .bool || scattering == .none
    else { throw .invalid("updates of \(updates.shape) at \(indices) in \(x.shape)") }
    return [Fact(x.type, x.shape)]
  }

  private func block(_ x: [Int], _ indices: [Int]) -> Int {
    x[indices[indices.count - 1]...].reduce(1, *)
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.expanded(inputs[0], to: inputs[0].shape)
    let count = block(y.shape, inputs[1].shape)
    try forEachTuple(y.shape, inputs[1]) { n, place in
      scattering.update(y, place, inputs[2], n * count, count: count)
    }
    return [y]
  }

  /// dx = dy where nothing was put, dupdates = dy where they went
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let g = step.gradient
    let dx = try scattering.gradient(g, run)
    let du = run.uninitialized(step.inputs[2].shape)
    let count = block(dx.shape, step.inputs[1].shape)
    try forEachTuple(dx.shape, step.inputs[1]) { n, place in
      for k in 0..<count {
        du.floats[n * count + k] = g.floats[place + k]
        if scattering == .none { dx.floats[place + k] = 0 }
      }
    }
    return [dx, nil, du]
  }
}
