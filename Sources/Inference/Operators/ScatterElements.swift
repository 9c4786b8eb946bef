/// y = x, with each update at the index that stands at its own place, along `axis`.
struct ScatterElements: DifferentiableOperator {
  private let axis: Int
  private let scattering: Scattering

  init(_ node: NodeReader) throws(OperatorError) {
    axis = try node.int("axis", default: 0)
    scattering = try Scattering(node)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (x, indices, updates) = (inputs[0], inputs[1], inputs[2])
    let axis = try normalized(axis: axis, rank: x.rank)
    try checkElementIndices(x.shape, indices.shape, axis: axis)
    guard updates.shape == indices.shape,
      updates.type.representation == x.type.representation,
      x.type != .bool || scattering == .none
    else { throw .invalid("updates of \(updates.shape) at indices of \(indices.shape)") }
    return [Fact(x.type, x.shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.expanded(inputs[0], to: inputs[0].shape)
    let axis = try normalized(axis: axis, rank: y.rank)
    try forEachElement(y.shape, inputs[1], axis: axis) { n, place in
      scattering.update(y, place, inputs[2], n, count: 1)
    }
    return [y]
  }

  /// dx = dy where nothing was put, dupdates = dy where they went
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let g = step.gradient
    let dx = try scattering.gradient(g, run)
    let du = run.uninitialized(step.inputs[2].shape)
    let axis = try normalized(axis: axis, rank: dx.rank)
    try forEachElement(dx.shape, step.inputs[1], axis: axis) { n, place in
      du.floats[n] = g.floats[place]
      if scattering == .none { dx.floats[place] = 0 }
    }
    return [dx, nil, du]
  }
}
