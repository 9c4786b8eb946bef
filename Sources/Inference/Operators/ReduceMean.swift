/// The mean over some axes.
struct ReduceMean: ReduceOperator {
  static let reduction = Reduction.mean
  let attributes: ReduceAttributes

  init(_ node: NodeReader) throws(OperatorError) { attributes = try ReduceAttributes(node) }

  /// dx = dy / length
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { 1 / Float(length) }
}
