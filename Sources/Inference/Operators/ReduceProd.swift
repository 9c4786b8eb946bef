/// The product over some axes.
struct ReduceProd: ReduceOperator {
  static let reduction = Reduction.product
  let attributes: ReduceAttributes

  init(_ node: NodeReader) throws(OperatorError) { attributes = try ReduceAttributes(node) }

  func poolsAllSpace(_ parameters: [Value?]) -> Bool { false }

  /// dx = dy · y / x, where no factor is zero.
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { y / x }

  /// dx = dy · the product of the other factors
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let folded = try folded(Inputs(step.inputs.elements.map { $0.map { Fact($0) } }))
    let kept = x.shape.indices.map { folded.contains($0) ? 1 : x.shape[$0] }
    let isZero = run.paired(x, x, x.shape) { x, _ in x == 0 ? 1 : 0 }
    let nonzero = run.paired(x, isZero, x.shape) { $1 == 1 ? 1 : $0 }
    let zeros = run.expanded(try run.reduced(isZero, folded, .sum), to: x.shape)
    let product = run.expanded(try run.reduced(nonzero, folded, .product), to: x.shape)
    let dx = run.expanded(step.gradient.reshaped(kept), to: x.shape)
    for n in dx.floats.indices {
      switch (zeros.floats[n], isZero.floats[n]) {
      case (0, _): dx.floats[n] *= product.floats[n] / x.floats[n]
      case (1, 1): dx.floats[n] *= product.floats[n]
      default: dx.floats[n] = 0
      }
    }
    return [dx, nil]
  }
}
