/// The slices of x along `axis`, or its elements, where the condition holds. The condition must be
/// known before the run, since the shape follows from it.
struct Compress: DifferentiableOperator {
  private let axis: Int?

  init(_ node: NodeReader) throws(OperatorError) {
    axis = node.has("axis") ? try node.int("axis", default: 0) : nil
  }

  private func places(_ condition: Value) -> [Int] {
    condition.bools.indices.filter { condition.bools[$0] != 0 }
  }

  /// x's extents before, along and behind the axis; of all its elements when there is none.
  private func split(_ x: [Int]) throws(OperatorError) -> (outer: Int, count: Int, inner: Int) {
    guard let axis else { return (1, x.reduce(1, *), 1) }
    let n = try normalized(axis: axis, rank: x.count)
    return (x[..<n].reduce(1, *), x[n], x[(n + 1)...].reduce(1, *))
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    guard let condition = inputs[1].value else {
      throw .unsupported("a shape that depends on data")
    }
    guard condition.rank == 1, condition.count <= (try split(x.shape)).count else {
      throw .invalid("a condition of \(condition.shape) for an input of \(x.shape)")
    }
    let count = places(condition).count
    guard let axis else { return [Fact(x.type, [count])] }
    var shape = x.shape
    shape[try normalized(axis: axis, rank: x.rank)] = count
    return [Fact(x.type, shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let (outer, count, inner) = try split(x.shape)
    let bytes = inner * x.type.representation.stride
    let places = places(inputs[1])
    for row in 0..<outer {
      for (n, place) in places.enumerated() {
        (y.storage.pointer + (row * places.count + n) * bytes).copyMemory(
          from: x.storage.pointer + (row * count + place) * bytes, byteCount: bytes)
      }
    }
    return [y]
  }

  /// dx = dy where it was taken from
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let dx = run.zeros(step.inputs[0].shape)
    let (outer, count, inner) = try split(dx.shape)
    let places = places(step.inputs[1])
    for row in 0..<outer {
      for (n, place) in places.enumerated() {
        for k in 0..<inner {
          dx.floats[(row * count + place) * inner + k] =
            step.gradient.floats[(row * places.count + n) * inner + k]
        }
      }
    }
    return [dx, nil]
  }
}
