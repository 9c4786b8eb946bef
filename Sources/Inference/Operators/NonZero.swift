/// The indices of the elements that are not zero, `[axes, count]`. The input must be known before
/// the run, since the shape follows from it.
struct NonZero: Operator {
  init(_ node: NodeReader) {}

  private func places(_ x: Value) -> [Int] {
    switch x.type.representation {
    case .float: x.floats.indices.filter { x.floats[$0] != 0 }
    case .integer: x.integers.indices.filter { x.integers[$0] != 0 }
    case .bool: x.bools.indices.filter { x.bools[$0] != 0 }
    }
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    guard let x = inputs[0].value else { throw .unsupported("a shape that depends on data") }
    return [Fact(.int64, [x.rank, places(x).count])]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let places = places(x)
    let steps = strides(of: x.shape)
    for axis in x.shape.indices {
      for (n, place) in places.enumerated() {
        y.integers[axis * places.count + n] = Int64(place / steps[axis] % x.shape[axis])
      }
    }
    return [y]
  }
}
