/// y = the blocks of x that the tuples along the last axis of the indices name.
struct GatherND: DifferentiableOperator {
  private let batch: Int

  init(_ node: NodeReader) throws(OperatorError) {
    batch = try node.int("batch_dims", default: 0, in: 0...32)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (x, indices) = (inputs[0].shape, inputs[1].shape)
    guard let length = indices.last, batch < indices.count, batch + length <= x.count,
      x[..<batch] == indices[..<batch]
    else { throw .invalid("indices of \(indices) into \(x)") }
    return [Fact(inputs[0].type, indices.dropLast() + x[(batch + length)...])]
  }

  private func block(_ x: [Int], _ indices: [Int]) -> Int {
    x[(batch + indices[indices.count - 1])...].reduce(1, *)
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let stride = x.type.representation.stride
    let bytes = block(x.shape, inputs[1].shape) * stride
    try forEachTuple(x.shape, inputs[1], batch: batch) { n, place in
      (y.storage.pointer + n * bytes).copyMemory(
        from: x.storage.pointer + place * stride, byteCount: bytes)
    }
    return [y]
  }

  /// dx sums the dy of every tuple that names it
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let dx = run.zeros(step.inputs[0].shape)
    let count = block(dx.shape, step.inputs[1].shape)
    try forEachTuple(dx.shape, step.inputs[1], batch: batch) { n, place in
      for k in 0..<count { dx.floats[place + k] += step.gradient.floats[n * count + k] }
    }
    return [dx, nil]
  }
}
