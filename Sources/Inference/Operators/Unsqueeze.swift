/// Axes of extent 1 put in; `axes` are places in the result. An input from opset 13 on.
struct Unsqueeze: ReshapingOperator {
  private let axes: [Int]?

  init(_ node: NodeReader) throws(OperatorError) { axes = try node.ints("axes") }

  func shape(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Int] {
    guard let named = try inputs.known(1, "axes") ?? axes, named.count <= 32 else {
      throw .invalid("no axes")
    }
    var rest = inputs[0].shape[...]
    let rank = rest.count + named.count
    let axes = try normalized(axes: named, rank: rank)
    return (0..<rank).map { axes.contains($0) ? 1 : rest.removeFirst() }
  }
}
