import CInferenceKernels

/// The mean of each window, with or without the padding in the count.
struct AveragePool: DifferentiableOperator {
  private let attributes: WindowAttributes
  private let countsPadding: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    attributes = try WindowAttributes(node)
    countsPadding = try node.bool("count_include_pad")
  }

  private func window(_ x: [Int]) throws(OperatorError) -> (Window, end: [Int]) {
    guard x.count >= 3, let kernel = attributes.kernel else {
      throw .invalid("no kernel_shape, or an input of shape \(x)")
    }
    return try attributes.window(Array(x[2...]), kernel: kernel)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    return [Fact(x.type, Array(x.shape.prefix(2)) + (try window(x.shape)).0.output)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let (window, end) = try window(x.shape)
    // Where the padding ends on each of three axes; ceil_mode's overhang is never counted.
    let reach = [Int](repeating: 1, count: 3 - end.count) + zip(window.input, end).map { $0 + $1 }
    var shape = window.kernelWindow
    guard let from = x.floats.baseAddress, let to = y.floats.baseAddress, y.count > 0 else {
      return [y]
    }
    try withUnsafePointer(to: &shape) { shape throws(OperatorError) in
      try run.parallel(x.shape[0] * x.shape[1]) { row, _ in
        cinference_average_pool(
          shape, countsPadding ? 1 : 0, reach, from + row * window.plane, to + row * window.columns)
      }
    }
    return [y]
  }

  /// Each dy is spread evenly over its window.
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let (window, end) = try window(x.shape)
    let dx = run.zeros(x.shape)
    let (g, target) = (step.gradient.floats, dx.floats)
    let divisors = divisors(window, end)
    try run.parallel(x.shape[0] * x.shape[1]) { row, _ in
      window.forEachOutput { column, places in
        let share = g[row * window.columns + column] / Float(divisors?[column] ?? places.count)
        for place in places { target[row * window.plane + place] += share }
      }
    }
    return [dx]
  }

  /// What each window's sum is divided by when padding counts; nil when it does not.
  private func divisors(_ window: Window, _ end: [Int]) -> [Int]? {
    guard countsPadding else { return nil }
    var counts = [1]
    for axis in window.input.indices {
      let own = (0..<window.output[axis]).map { place in
        (0..<window.kernel[axis]).count {
          let n = place * window.stride[axis] + $0 * window.dilation[axis] - window.pad[axis]
          return n >= -window.pad[axis] && n < window.input[axis] + end[axis]
        }
      }
      counts = counts.flatMap { outer in own.map { outer * $0 } }
    }
    return counts
  }
}
