/// The minimum over some axes.
struct ReduceMin: ReduceOperator {
  static let reduction = Reduction.min
  let attributes: ReduceAttributes

  init(_ node: NodeReader) throws(OperatorError) { attributes = try ReduceAttributes(node) }

  /// dx = dy where x is the minimum
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { x == y ? 1 : 0 }
}
