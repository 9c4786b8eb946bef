/// √Σ x² over some axes.
struct ReduceL2: MappedReduceOperator {
  static let reduction = Reduction.sum
  let attributes: ReduceAttributes

  init(_ node: NodeReader) throws(OperatorError) { attributes = try ReduceAttributes(node) }

  static func prepare(_ x: Float) -> Float { x * x }
  static func finish(_ y: Float) -> Float { y.squareRoot() }

  /// dx = dy · x / y
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { y == 0 ? 0 : x / y }
}
