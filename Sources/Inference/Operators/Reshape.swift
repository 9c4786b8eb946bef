/// The same elements in another shape: 0 keeps an extent (unless `allowzero`), −1 is what remains.
struct Reshape: ReshapingOperator {
  private let allowZero: Bool

  init(_ node: NodeReader) throws(OperatorError) { allowZero = try node.bool("allowzero") }

  func shape(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Int] {
    let x = inputs[0]
    guard var shape = try inputs.known(1, "a shape") else { throw .invalid("no shape") }
    for axis in shape.indices where shape[axis] == 0 && !allowZero {
      guard axis < x.rank else { throw .invalid("extent 0 of axis \(axis) refers to no axis") }
      shape[axis] = x.shape[axis]
    }
    let open = shape.indices.filter { shape[$0] == -1 }
    guard open.count <= 1 else { throw .invalid("\(shape) leaves more than one extent open") }
    if let axis = open.first {
      shape[axis] = 1
      let known = try checkedCount(shape)
      guard known > 0, x.count % known == 0 else {
        throw .invalid("\(x.shape) cannot fill \(shape)")
      }
      shape[axis] = x.count / known
    }
    return shape
  }
}
