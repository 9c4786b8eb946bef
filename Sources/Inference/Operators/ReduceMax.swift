/// The maximum over some axes.
struct ReduceMax: ReduceOperator {
  static let reduction = Reduction.max
  let attributes: ReduceAttributes

  init(_ node: NodeReader) throws(OperatorError) { attributes = try ReduceAttributes(node) }

  /// dx = dy where x is the maximum
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { x == y ? 1 : 0 }
}
