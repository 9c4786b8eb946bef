/// x at the places that a MaxPool took it from, zeros elsewhere.
struct MaxUnpool: DifferentiableOperator {
  private let kernel, strides, pads: [Int]

  init(_ node: NodeReader) throws(OperatorError) {
    let sizes = 1...(1 << 20)
    kernel = try node.ints("kernel_shape", in: sizes) ?? []
    strides = try node.ints("strides", in: sizes) ?? kernel.map { _ in 1 }
    pads = try node.ints("pads", in: 0...(1 << 20)) ?? (kernel + kernel).map { _ in 0 }
    guard strides.count == kernel.count, pads.count == 2 * kernel.count else {
      throw .invalid("strides or pads do not fit a kernel of \(kernel)")
    }
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    guard x.rank == kernel.count + 2, inputs[1].shape == x.shape,
      x.shape.allSatisfy({ $0 <= largestExtent })
    else { throw .invalid("an input of \(x.shape) with places of \(inputs[1].shape)") }
    var shape = Array(x.shape.prefix(2))
    for axis in kernel.indices {
      shape.append(
        (x.shape[axis + 2] - 1) * strides[axis] + kernel[axis] - pads[axis]
          - pads[axis + kernel.count])
    }
    if let named = try inputs.known(2, "output_shape") { shape = named }
    guard shape.count == x.rank, try checkedCount(shape) >= 0 else {
      throw .invalid("an output of \(shape)")
    }
    return [Fact(x.type, shape)]
  }

  /// The places count in the tensor that was pooled, whose rows may be shorter than y's.
  private func place(_ index: Int64, _ y: [Int], _ pooled: [Int]) throws(OperatorError) -> Int {
    guard index >= 0, index < Int64(pooled.reduce(1, *)) else {
      throw .invalid("place \(index) is outside \(pooled)")
    }
    var (rest, place) = (Int(index), 0)
    for (step, to) in zip(Inference.strides(of: pooled), Inference.strides(of: y)) {
      place += rest / step * to
      rest %= step
    }
    return place
  }

  private func places(_ inputs: Inputs<Value>, _ y: [Int]) throws(OperatorError) -> [Int] {
    let x = inputs[0].shape
    let pooled =
      Array(x.prefix(2))
      + kernel.indices.map {
        (x[$0 + 2] - 1) * strides[$0] + kernel[$0] - pads[$0] - pads[$0 + kernel.count]
      }
    guard zip(pooled, y).allSatisfy({ $0 <= $1 }) else {
      throw .invalid("an output of \(y) is smaller than \(pooled)")
    }
    var places: [Int] = []
    for index in inputs[1].integers { places.append(try place(index, y, pooled)) }
    return places
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.zeros(run.outputs[0].shape)
    for (n, place) in try places(inputs, y.shape).enumerated() {
      y.floats[place] = inputs[0].floats[n]
    }
    return [y]
  }

  /// dx = dy at the places
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let dx = run.uninitialized(step.inputs[0].shape)
    for (n, place) in try places(step.inputs, step.gradient.shape).enumerated() {
      dx.floats[n] = step.gradient.floats[place]
    }
    return [dx, nil]
  }
}
