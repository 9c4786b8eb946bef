/// Slices of x along `axis`, in the order of the indices: y `[x before axis, indices…, x after axis]`.
struct Gather: DifferentiableOperator {
  private let axis: Int

  init(_ node: NodeReader) throws(OperatorError) { axis = try node.int("axis", default: 0) }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (x, indices) = (inputs[0], inputs[1])
    let axis = try normalized(axis: axis, rank: x.rank)
    return [Fact(x.type, x.shape[..<axis] + indices.shape + x.shape[(axis + 1)...])]
  }

  /// Calls `body(slice of y, slice of x, bytes)` for each index.
  private func forEach(
    _ x: [Int], _ indices: Value, _ stride: Int, _ body: (_ y: Int, _ x: Int, _ bytes: Int) -> Void
  ) throws(OperatorError) {
    let axis = try normalized(axis: axis, rank: x.count)
    let length = x[(axis + 1)...].reduce(stride, *)
    let chosen = indices.integers
    for (n, index) in chosen.enumerated() {
      guard index >= -Int64(x[axis]), index < Int64(x[axis]) else {
        throw .invalid("index \(index) is outside an extent of \(x[axis])")
      }
      let place = Int(index) + (index < 0 ? x[axis] : 0)
      for outer in 0..<x[..<axis].reduce(1, *) {
        body((outer * chosen.count + n) * length, (outer * x[axis] + place) * length, length)
      }
    }
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    try forEach(x.shape, inputs[1], x.type.representation.stride) { to, from, count in
      (y.storage.pointer + to).copyMemory(from: x.storage.pointer + from, byteCount: count)
    }
    return [y]
  }

  /// dx sums the dy of every index that names it
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let dx = run.zeros(x.shape)
    let (g, target) = (step.gradient.floats, dx.floats)
    try forEach(x.shape, step.inputs[1], 1) { from, to, count in
      for n in 0..<count { target[to + n] += g[from + n] }
    }
    return [dx, nil]
  }
}
