/// The sum over some axes.
struct ReduceSum: ReduceOperator {
  static let reduction = Reduction.sum
  let axes: [Int]?
  let keepsAxes, noneMeansNone: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    let attributes = try ReduceAttributes(node)
    axes = attributes.axes
    keepsAxes = attributes.keepsAxes
    noneMeansNone = attributes.noneMeansNone
  }

  /// dx = dy
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { 1 }
}
