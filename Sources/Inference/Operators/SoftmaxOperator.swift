import Foundation

/// Softmax and LogSoftmax: functions of the rows along an axis.
///
/// Up to opset 12 the axes from `axis` on are one row, afterwards `axis` alone (default −1).
protocol SoftmaxOperator: DifferentiableOperator {
  var axis: Int { get }
  var joinsAxes: Bool { get }
  static func row(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ step: Int)
  static func slope(
    _ g: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ count: Int, _ step: Int)
}

extension SoftmaxOperator {
  /// Rows of `count` elements, `inner` apart, in `outer` blocks.
  private func rows(_ shape: [Int]) throws(OperatorError) -> (outer: Int, count: Int, inner: Int) {
    let axis = try normalized(axis: axis, rank: shape.count)
    let outer = shape[..<axis].reduce(1, *)
    if joinsAxes { return (outer, shape[axis...].reduce(1, *), 1) }
    return (outer, shape[axis], shape[(axis + 1)...].reduce(1, *))
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    _ = try rows(inputs[0].shape)
    return [Fact(inputs[0].type, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    let (outer, count, inner) = try rows(y.shape)
    guard let from = inputs[0].floats.baseAddress, let to = y.floats.baseAddress, y.count > 0
    else { return [y] }
    try run.parallelRanges(outer * inner, grain: max(1, (1 << 14) / count)) { range in
      for row in range {
        let start = row / inner * count * inner + row % inner
        Self.row(from + start, to + start, count, inner)
      }
    }
    return [y]
  }

  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let y = step.outputs[0]
    let dx = run.uninitialized(y.shape)
    let (outer, count, inner) = try rows(y.shape)
    guard let g = step.gradient.floats.baseAddress, let values = y.floats.baseAddress,
      let to = dx.floats.baseAddress, y.count > 0
    else { return [dx] }
    for row in 0..<outer * inner {
      let start = row / inner * count * inner + row % inner
      Self.slope(g + start, values + start, to + start, count, inner)
    }
    return [dx]
  }

  /// The maximum of a row, and Σ e^(x − max).
  static func scale(_ x: UnsafePointer<Float>, _ count: Int, _ step: Int) -> (
    top: Float, sum: Float
  ) {
    var top = -Float.infinity
    for n in 0..<count { top = max(top, x[n * step]) }
    var sum: Float = 0
    for n in 0..<count { sum += exp(x[n * step] - top) }
    return (top, sum)
  }
}
