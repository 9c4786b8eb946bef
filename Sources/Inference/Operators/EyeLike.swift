/// Ones on the k-th diagonal of a matrix of x's shape.
struct EyeLike: Operator {
  private let type: ElementType?
  private let k: Int

  init(_ node: NodeReader) throws(OperatorError) {
    k = try node.int("k", default: 0, in: -largestExtent...largestExtent)
    let code = try node.int("dtype", default: 0)
    type = ElementType(rawValue: Int32(truncatingIfNeeded: code))
    if node.has("dtype"), type == nil { throw .unsupported("element type \(code)") }
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    guard inputs[0].rank == 2 else { throw .invalid("an input of shape \(inputs[0].shape)") }
    return [Fact(type ?? inputs[0].type, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    let columns = y.shape[1]
    for n in 0..<y.count {
      let isOne = n % columns - n / columns == k
      switch y.type.representation {
      case .float: y.floats[n] = isOne ? 1 : 0
      case .integer: y.integers[n] = isOne ? 1 : 0
      case .bool: y.bools[n] = isOne ? 1 : 0
      }
    }
    return [y]
  }
}
