/// The extents of x, from axis `start` to before `end`. Known as soon as x's shape is.
struct Shape: Operator {
  private let start, end: Int?

  init(_ node: NodeReader) throws(OperatorError) {
    start = node.has("start") ? try node.int("start", default: 0) : nil
    end = node.has("end") ? try node.int("end", default: 0) : nil
  }

  private func range(_ rank: Int) -> Range<Int> {
    func place(_ axis: Int) -> Int { max(0, min(rank, axis < 0 ? axis + rank : axis)) }
    let first = place(start ?? 0)
    return first..<max(first, place(end ?? rank))
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let extents = Array(inputs[0].shape[range(inputs[0].rank)])
    return [Fact(Value(integers: extents, in: StepMemory()))]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [Value(integers: Array(inputs[0].shape[range(inputs[0].rank)]), in: run.pool)]
  }
}
