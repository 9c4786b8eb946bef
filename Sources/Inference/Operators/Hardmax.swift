/// 1 at the first of the largest elements along an axis, 0 elsewhere.
///
/// Up to opset 12 the axes from `axis` on are one row, afterwards `axis` alone.
struct Hardmax: Operator {
  private let axis: Int
  private let joinsAxes: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    joinsAxes = node.opset < 13
    axis = try node.int("axis", default: joinsAxes ? 1 : -1)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    _ = try normalized(axis: axis, rank: inputs[0].rank)
    return [Fact(inputs[0].type, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let axis = try normalized(axis: axis, rank: x.rank)
    let inner = joinsAxes ? 1 : x.shape[(axis + 1)...].reduce(1, *)
    let count = joinsAxes ? x.shape[axis...].reduce(1, *) : x.shape[axis]
    y.floats.update(repeating: 0)
    for row in 0..<(count == 0 ? 0 : x.count / count) {
      let start = row / inner * count * inner + row % inner
      var best = 0
      for k in 1..<max(count, 1) where x.floats[start + k * inner] > x.floats[start + best * inner]
      {
        best = k
      }
      y.floats[start + best * inner] = 1
    }
    return [y]
  }
}
