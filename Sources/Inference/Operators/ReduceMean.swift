/// The mean over some axes.
struct ReduceMean: ReduceOperator {
  static let reduction = Reduction.mean
  let axes: [Int]?
  let keepsAxes, noneMeansNone: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    let attributes = try ReduceAttributes(node)
    axes = attributes.axes
    keepsAxes = attributes.keepsAxes
    noneMeansNone = attributes.noneMeansNone
  }

  /// dx = dy / length
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { 1 / Float(length) }
}
