/// Σ x² over some axes.
struct ReduceSumSquare: MappedReduceOperator {
  static let reduction = Reduction.sum
  let attributes: ReduceAttributes

  init(_ node: NodeReader) throws(OperatorError) { attributes = try ReduceAttributes(node) }

  static func prepare(_ x: Float) -> Float { x * x }
  static func finish(_ y: Float) -> Float { y }

  /// dx = dy · 2x
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { 2 * x }
}
