/// The k largest or smallest elements along an axis, and their places.
struct TopK: DifferentiableOperator {
  private let axis: Int
  private let isLargest: Bool
  private let k: Int?

  init(_ node: NodeReader) throws(OperatorError) {
    axis = try node.int("axis", default: -1)
    isLargest = try node.bool("largest", default: true)
    // An attribute up to opset 9, then an input.
    k = node.has("k") ? try node.int("k", default: 1) : nil
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    let axis = try normalized(axis: axis, rank: x.rank)
    guard let k = try inputs.known(1, "k")?.first ?? k, (0...x.shape[axis]).contains(k),
      x.type != .bool
    else { throw .invalid("k is missing or beyond the extent \(x.shape[axis])") }
    var shape = x.shape
    shape[axis] = k
    return [Fact(x.type, shape), Fact(.int64, shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y, places) = (inputs[0], run.output(0), run.output(1))
    let axis = try normalized(axis: axis, rank: x.rank)
    let (count, k) = (x.shape[axis], y.shape[axis])
    let inner = x.shape[(axis + 1)...].reduce(1, *)
    func fill<T: Comparable>(
      _ from: UnsafeMutableBufferPointer<T>, _ to: UnsafeMutableBufferPointer<T>
    ) {
      for row in 0..<(k == 0 ? 0 : y.count / k) {
        let (outer, column) = (row / inner, row % inner)
        func value(_ place: Int) -> T { from[(outer * count + place) * inner + column] }
        let order = (0..<count).sorted { a, b in
          let (p, q) = (value(a), value(b))
          return p == q ? a < b : isLargest ? p > q : p < q
        }
        for n in 0..<k {
          let target = (outer * k + n) * inner + column
          to[target] = value(order[n])
          places.integers[target] = Int64(order[n])
        }
      }
    }
    if x.type.isFloat { fill(x.floats, y.floats) } else { fill(x.integers, y.integers) }
    return [y, places]
  }

  /// dx = dy at the places chosen
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let axis = try normalized(axis: axis, rank: x.rank)
    let dx = run.zeros(x.shape)
    // The places may be no output of the node: find them again.
    var context = run
    context.outputs = [step.outputs[0].shape, step.outputs[0].shape].enumerated().map {
      Fact($0 == 0 ? .float32 : .int64, $1)
    }
    let places = try forward(step.inputs, context)[1]
    try forEachElement(x.shape, places, axis: axis) { n, place in
      dx.floats[place] += step.gradient.floats[n]
    }
    return [dx, nil]
  }
}
