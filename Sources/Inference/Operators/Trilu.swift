/// The upper or lower triangle of the last two axes, from the k-th diagonal; zeros elsewhere.
struct Trilu: DifferentiableOperator {
  private let isUpper: Bool

  init(_ node: NodeReader) throws(OperatorError) { isUpper = try node.bool("upper", default: true) }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    guard inputs[0].rank >= 2, inputs.optional(1)?.count ?? 1 == 1 else {
      throw .invalid("an input of shape \(inputs[0].shape)")
    }
    return [Fact(inputs[0].type, inputs[0].shape)]
  }

  private func triangle(_ x: Value, _ k: Value?, _ run: RunContext) -> Value {
    let y = Value(x.type, x.shape, in: run.pool)
    let (rows, columns) = (x.shape[x.rank - 2], x.shape[x.rank - 1])
    let stride = x.type.representation.stride
    let offset = Int(clamping: k?.integers[0] ?? 0)
    y.storage.pointer.initializeMemory(as: UInt8.self, repeating: 0, count: y.byteCount)
    for n in 0..<(columns == 0 ? 0 : x.count / columns) {
      let (first, overflow) = (n % rows).addingReportingOverflow(offset)
      let diagonal = max(0, min(columns, overflow ? (offset > 0 ? columns : 0) : first))
      let next = max(0, min(columns, overflow ? (offset > 0 ? columns : 0) : first + 1))
      let kept = isUpper ? diagonal..<columns : 0..<next
      let from = (n * columns + kept.lowerBound) * stride
      (y.storage.pointer + from).copyMemory(
        from: x.storage.pointer + from, byteCount: kept.count * stride)
    }
    return y
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [triangle(inputs[0], inputs.optional(1), run)]
  }

  /// dx = the same triangle of dy
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    [triangle(step.gradient, step.inputs.optional(1), run), nil]
  }
}
