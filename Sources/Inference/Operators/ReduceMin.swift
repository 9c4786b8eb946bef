/// The minimum over some axes.
struct ReduceMin: ReduceOperator {
  static let reduction = Reduction.min
  let axes: [Int]?
  let keepsAxes, noneMeansNone: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    let attributes = try ReduceAttributes(node)
    axes = attributes.axes
    keepsAxes = attributes.keepsAxes
    noneMeansNone = attributes.noneMeansNone
  }

  /// dx = dy where x is the minimum
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { x == y ? 1 : 0 }
}
