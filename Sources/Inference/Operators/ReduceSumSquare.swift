/// Σ x² over some axes.
struct ReduceSumSquare: MappedReduceOperator {
  static let reduction = Reduction.sum
  let axes: [Int]?
  let keepsAxes, noneMeansNone: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    let attributes = try ReduceAttributes(node)
    axes = attributes.axes
    keepsAxes = attributes.keepsAxes
    noneMeansNone = attributes.noneMeansNone
  }

  static func prepare(_ x: Float) -> Float { x * x }
  static func finish(_ y: Float) -> Float { y }

  /// dx = dy · 2x
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { 2 * x }
}
