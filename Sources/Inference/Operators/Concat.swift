/// Tensors one after the other along `axis`.
struct Concat: DifferentiableOperator {
  private let axis: Int

  init(_ node: NodeReader) throws(OperatorError) {
    guard node.has("axis") else { throw .invalid("no axis") }
    axis = try node.int("axis", default: 0)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let first = inputs[0]
    let axis = try normalized(axis: axis, rank: first.rank)
    var shape = first.shape
    shape[axis] = 0
    for input in inputs.present {
      guard input.type.representation == first.type.representation, input.rank == first.rank,
        shape.indices.allSatisfy({ $0 == axis || input.shape[$0] == shape[$0] })
      else { throw .invalid("\(first.shape) and \(input.shape) do not join along axis \(axis)") }
      shape[axis] += input.shape[axis]
    }
    return [Fact(first.type, shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    let axis = try normalized(axis: axis, rank: y.rank)
    let stride = y.type.representation.stride
    let inner = y.shape[(axis + 1)...].reduce(stride, *)
    let outer = y.shape[..<axis].reduce(1, *)
    var offset = 0
    for input in inputs.present {
      let length = input.shape[axis] * inner
      for row in 0..<outer {
        (y.storage.pointer + row * y.shape[axis] * inner + offset).copyMemory(
          from: input.storage.pointer + row * length, byteCount: length)
      }
      offset += length
    }
    return [y]
  }

  /// Each input's part of dy
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let g = step.gradient
    let axis = try normalized(axis: axis, rank: g.rank)
    var start = 0
    return step.inputs.elements.indices.map { index in
      guard let input = step.inputs.optional(index) else { return nil }
      defer { start += input.shape[axis] }
      guard step.wants[index] else { return nil }
      return run.part(g, axis: axis, start..<start + input.shape[axis])
    }
  }
}

extension RunContext {
  /// The places `range` of `axis`.
  func part(_ x: Value, axis: Int, _ range: Range<Int>) -> Value {
    var shape = x.shape
    shape[axis] = range.count
    let part = Value(x.type, shape, in: pool)
    let own = strides(of: x.shape)
    let stride = x.type.representation.stride
    copyBox(
      shape, stride: stride, from: x.storage.pointer + range.lowerBound * own[axis] * stride, own,
      to: part.storage.pointer, strides(of: shape))
    return part
  }
}
