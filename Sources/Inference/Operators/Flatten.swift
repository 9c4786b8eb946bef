/// Two axes: the product of those before `axis`, and of the rest.
struct Flatten: ReshapingOperator {
  private let axis: Int

  init(_ node: NodeReader) throws(OperatorError) { axis = try node.int("axis", default: 1) }

  func shape(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Int] {
    let shape = inputs[0].shape
    let axis = axis == shape.count ? axis : try normalized(axis: axis, rank: shape.count)
    return [shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)]
  }
}
