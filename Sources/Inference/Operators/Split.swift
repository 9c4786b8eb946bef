/// A tensor cut along `axis`: into parts of given extents, or of equal ones.
struct Split: DifferentiableOperator {
  private let axis: Int
  private let sizes: [Int]?
  private let parts: Int

  init(_ node: NodeReader) throws(OperatorError) {
    axis = try node.int("axis", default: 0)
    sizes = try node.ints("split", in: 0...largestExtent)
    parts = try node.int("num_outputs", default: node.hasOutput.count, in: 1...(1 << 20))
  }

  private func extents(_ x: Fact, _ inputs: Inputs<Fact>) throws(OperatorError) -> [Int] {
    let axis = try normalized(axis: axis, rank: x.rank)
    let total = x.shape[axis]
    if let sizes = try inputs.known(1, "sizes") ?? sizes {
      guard sizes.allSatisfy({ (0...total).contains($0) }), sizes.reduce(0, &+) == total else {
        throw .invalid("parts of \(sizes) of an extent of \(total)")
      }
      return sizes
    }
    // The last part is the smaller one.
    let size = (total + parts - 1) / parts
    return (0..<parts).map { max(0, min(size, total - $0 * size)) }
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    let axis = try normalized(axis: axis, rank: x.rank)
    return try extents(x, inputs).map { extent in
      var shape = x.shape
      shape[axis] = extent
      return Fact(x.type, shape)
    }
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let axis = try normalized(axis: axis, rank: inputs[0].rank)
    var start = 0
    return run.outputs.map { output in
      defer { start += output.shape[axis] }
      return run.part(inputs[0], axis: axis, start..<start + output.shape[axis])
    }
  }

  /// The parts' gradients side by side, zeros for those without
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let axis = try normalized(axis: axis, rank: x.rank)
    let dx = run.zeros(x.shape)
    let own = strides(of: x.shape)
    var start = 0
    for (output, gradient) in zip(step.outputs, step.gradients) {
      if let gradient {
        copyBox(
          gradient.shape, stride: 4, from: gradient.storage.pointer, strides(of: gradient.shape),
          to: dx.storage.pointer + start * own[axis] * 4, own)
      }
      start += output.shape[axis]
    }
    return [dx]
  }
}
