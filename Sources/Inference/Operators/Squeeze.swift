/// Axes of extent 1 removed: those named, or all. The axes are an input from opset 13 on.
struct Squeeze: ReshapingOperator {
  private let axes: [Int]?

  init(_ node: NodeReader) throws(OperatorError) { axes = try node.ints("axes") }

  func shape(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Int] {
    let shape = inputs[0].shape
    guard let named = try inputs.known(1, "axes") ?? axes else { return shape.filter { $0 != 1 } }
    let axes = try normalized(axes: named, rank: shape.count)
    for axis in axes where shape[axis] != 1 {
      throw .invalid("axis \(axis) has the extent \(shape[axis])")
    }
    return shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
  }
}
