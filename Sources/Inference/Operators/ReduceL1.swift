/// Σ |x| over some axes.
struct ReduceL1: MappedReduceOperator {
  static let reduction = Reduction.sum
  let attributes: ReduceAttributes

  init(_ node: NodeReader) throws(OperatorError) { attributes = try ReduceAttributes(node) }

  static func prepare(_ x: Float) -> Float { abs(x) }
  static func finish(_ y: Float) -> Float { y }

  /// dx = dy · sign x
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { x > 0 ? 1 : x < 0 ? -1 : 0 }
}
