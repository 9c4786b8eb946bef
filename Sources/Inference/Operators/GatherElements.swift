/// y = x at the index that stands at y's own place, along `axis`.
struct GatherElements: DifferentiableOperator {
  private let axis: Int

  init(_ node: NodeReader) throws(OperatorError) { axis = try node.int("axis", default: 0) }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (x, indices) = (inputs[0], inputs[1])
    let axis = try normalized(axis: axis, rank: x.rank)
    try checkElementIndices(x.shape, indices.shape, axis: axis)
    return [Fact(x.type, indices.shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let stride = x.type.representation.stride
    let axis = try normalized(axis: axis, rank: x.rank)
    try forEachElement(x.shape, inputs[1], axis: axis) { n, place in
      (y.storage.pointer + n * stride).copyMemory(
        from: x.storage.pointer + place * stride, byteCount: stride)
    }
    return [y]
  }

  /// dx sums the dy of every index that names it
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let dx = run.zeros(step.inputs[0].shape)
    let axis = try normalized(axis: axis, rank: dx.rank)
    try forEachElement(dx.shape, step.inputs[1], axis: axis) { n, place in
      dx.floats[place] += step.gradient.floats[n]
    }
    return [dx, nil]
  }
}
