/// The place of the largest or smallest element along an axis.
protocol ArgumentOperator: Operator {
  var attributes: ArgumentAttributes { get }
  static func isBetter<T: Comparable>(_ a: T, _ b: T) -> Bool
}

struct ArgumentAttributes: Sendable {
  let axis: Int
  let keepsAxis, takesLast: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    axis = try node.int("axis", default: 0)
    keepsAxis = try node.bool("keepdims", default: true)
    takesLast = try node.bool("select_last_index")
  }
}

extension ArgumentOperator {
  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    var shape = inputs[0].shape
    let axis = try normalized(axis: attributes.axis, rank: shape.count)
    guard shape[axis] > 0, inputs[0].type != .bool else {
      throw .invalid("an input of \(shape) and type \(inputs[0].type)")
    }
    if attributes.keepsAxis { shape[axis] = 1 } else { shape.remove(at: axis) }
    return [Fact(.int64, shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let axis = try normalized(axis: attributes.axis, rank: x.rank)
    let (count, inner) = (x.shape[axis], x.shape[(axis + 1)...].reduce(1, *))
    func fill<T: Comparable>(_ values: UnsafeMutableBufferPointer<T>) {
      for n in y.integers.indices {
        let start = n / inner * count * inner + n % inner
        var best = 0
        for place in 1..<max(count, 1) {
          let (a, b) = (values[start + place * inner], values[start + best * inner])
          if Self.isBetter(a, b) || (attributes.takesLast && a == b) { best = place }
        }
        y.integers[n] = Int64(best)
      }
    }
    if x.type.isFloat { fill(x.floats) } else { fill(x.integers) }
    return [y]
  }
}
