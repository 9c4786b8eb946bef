/// y = (x − μ) / (σ + 10⁻⁹) over some axes, by default those of an item's space and the batch.
struct MeanVarianceNormalization: DifferentiableOperator {
  private let axes: [Int]
  /// Keeps a constant row finite; ONNX's own 10⁻⁹ is added to σ.
  private static let epsilon: Float = 1e-18

  init(_ node: NodeReader) throws(OperatorError) { axes = try node.ints("axes") ?? [0, 2, 3] }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    _ = try normalized(axes: axes, rank: inputs[0].rank)
    return [Fact(inputs[0].type, inputs[0].shape)]
  }

  /// The axes with the folded ones last, their inverse order, and the rows' length.
  private func order(_ shape: [Int]) throws(OperatorError) -> (to: [Int], back: [Int], length: Int)
  {
    let folded = try normalized(axes: axes, rank: shape.count)
    let to = shape.indices.filter { !folded.contains($0) } + folded
    let back = shape.indices.map { to.firstIndex(of: $0) ?? 0 }
    return (to, back, folded.reduce(1) { $0 * shape[$1] })
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let order = try order(inputs[0].shape)
    let rows = run.transposed(inputs[0], order.to)
    let y = run.uninitialized(rows.shape)
    if let from = rows.floats.baseAddress, let to = y.floats.baseAddress, y.count > 0 {
      try Normalization.forward(
        from, rows: y.count / order.length, length: order.length, epsilon: Self.epsilon, into: to,
        run)
    }
    return [run.transposed(y, order.back)]
  }

  /// dx by `Normalization.backward`
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let order = try order(step.inputs[0].shape)
    let rows = run.transposed(step.inputs[0], order.to)
    let g = run.transposed(step.gradient, order.to)
    let dx = run.uninitialized(rows.shape)
    if let from = rows.floats.baseAddress, let dy = g.floats.baseAddress,
      let to = dx.floats.baseAddress, dx.count > 0
    {
      try Normalization.backward(
        from, dy, rows: dx.count / order.length, length: order.length, epsilon: Self.epsilon,
        into: to, run)
    }
    return [run.transposed(dx, order.back)]
  }
}
