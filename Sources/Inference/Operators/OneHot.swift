/// A new axis of `depth` places, `on` at the index and `off` elsewhere; indices outside give only `off`.
struct OneHot: Operator {
  private let axis: Int

  init(_ node: NodeReader) throws(OperatorError) { axis = try node.int("axis", default: -1) }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    guard let depth = inputs[1].value else { throw .unsupported("depth that depends on data") }
    guard depth.count == 1, inputs[2].shape == [2], inputs[0].type != .bool, depth.type != .bool
    else { throw .invalid("depth or values are of \(depth.shape) and \(inputs[2].shape)") }
    let places = depth.type.isFloat ? Int(exactly: depth.floats[0]) : depth.indices[0]
    guard let places else { throw .invalid("depth is no whole number") }
    var shape = inputs[0].shape
    shape.insert(places, at: try normalized(axis: axis, rank: shape.count + 1))
    return [Fact(inputs[2].type, shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (indices, values, y) = (inputs[0], inputs[2], run.output())
    let axis = try normalized(axis: axis, rank: y.rank)
    let (depth, inner) = (y.shape[axis], y.shape[(axis + 1)...].reduce(1, *))
    let stride = y.type.representation.stride
    guard depth > 0 else { return [y] }
    for n in 0..<y.count {
      let place = n / inner % depth
      let from = n / inner / depth * inner + n % inner
      let index = indices.type.isFloat ? indices.floats[from] : Float(indices.integers[from])
      let isOn = index == Float(place) || index == Float(place - depth)
      (y.storage.pointer + n * stride).copyMemory(
        from: values.storage.pointer + (isOn ? stride : 0), byteCount: stride)
    }
    return [y]
  }
}
