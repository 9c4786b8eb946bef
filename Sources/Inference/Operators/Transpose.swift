/// Axes in another order; reversed when none is given.
struct Transpose: DifferentiableOperator {
  private let permutation: [Int]?

  init(_ node: NodeReader) throws(OperatorError) { permutation = try node.ints("perm") }

  private func order(_ rank: Int) throws(OperatorError) -> [Int] {
    let order = permutation ?? (0..<rank).reversed()
    guard order.sorted() == Array(0..<rank) else {
      throw .invalid("perm \(order) for \(rank) axes")
    }
    return order
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    return [Fact(x.type, try order(x.rank).map { x.shape[$0] })]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [run.transposed(inputs[0], try order(inputs[0].rank))]
  }

  /// dx = dy with the axes back in their order
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let order = try order(step.gradient.rank)
    return [run.transposed(step.gradient, order.indices.map { order.firstIndex(of: $0) ?? $0 })]
  }
}
