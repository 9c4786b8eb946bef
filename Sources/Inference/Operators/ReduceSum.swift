/// The sum over some axes.
struct ReduceSum: ReduceOperator {
  static let reduction = Reduction.sum
  let attributes: ReduceAttributes

  init(_ node: NodeReader) throws(OperatorError) { attributes = try ReduceAttributes(node) }

  /// dx = dy
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { 1 }
}
