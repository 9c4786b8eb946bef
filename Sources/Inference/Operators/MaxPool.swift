import CInferenceKernels

/// The largest of each window. x `[N, C, spatial…]`, y `[N, C, output…]`.
struct MaxPool: DifferentiableOperator {
  private let attributes: WindowAttributes

  init(_ node: NodeReader) throws(OperatorError) {
    attributes = try WindowAttributes(node)
    guard node.hasOutput.dropFirst().allSatisfy({ !$0 }) else {
      throw .unsupported("indices as an output")
    }
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    return [Fact(x.type, Array(x.shape.prefix(2)) + (try attributes.poolWindow(x.shape)).output)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let window = try attributes.poolWindow(x.shape)
    var shape = window.kernelWindow
    guard let from = x.floats.baseAddress, let to = y.floats.baseAddress, y.count > 0 else {
      return [y]
    }
    try withUnsafePointer(to: &shape) { shape throws(OperatorError) in
      try run.parallel(x.shape[0] * x.shape[1]) { row, _ in
        cinference_max_pool(shape, from + row * window.plane, to + row * window.columns)
      }
    }
    return [y]
  }

  /// dy goes to the first place of each window that holds the maximum.
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (x, y) = (step.inputs[0], step.outputs[0])
    let window = try attributes.poolWindow(x.shape)
    let dx = run.zeros(x.shape)
    let (source, best, g, target) = (x.floats, y.floats, step.gradient.floats, dx.floats)
    try run.parallel(x.shape[0] * x.shape[1]) { row, _ in
      window.forEachOutput { column, places in
        let from = row * window.plane
        let n = row * window.columns + column
        if let place = places.first(where: { source[from + $0] == best[n] }) {
          target[from + place] += g[n]
        }
      }
    }
    return [dx]
  }
}

extension Window {
  /// Calls `body` with each output place and the input places that its window covers, padding left
  /// out, in C order.
  func forEachOutput(_ body: (_ column: Int, _ places: [Int]) -> Void) {
    func triple(_ values: [Int], _ fallback: Int) -> [Int] {
      [Int](repeating: fallback, count: 3 - values.count) + values
    }
    let (i, o, k) = (triple(input, 1), triple(output, 1), triple(kernel, 1))
    let (s, d, p) = (triple(stride, 1), triple(dilation, 1), triple(pad, 0))
    func covered(_ axis: Int, _ place: Int) -> [Int] {
      (0..<k[axis]).map { place * s[axis] + $0 * d[axis] - p[axis] }.filter {
        (0..<i[axis]).contains($0)
      }
    }
    var column = 0
    for z in 0..<o[0] {
      let depths = covered(0, z)
      for y in 0..<o[1] {
        let heights = covered(1, y)
        for x in 0..<o[2] {
          let widths = covered(2, x)
          var places: [Int] = []
          places.reserveCapacity(depths.count * heights.count * widths.count)
          for a in depths {
            for b in heights {
              for c in widths { places.append((a * i[1] + b) * i[2] + c) }
            }
          }
          body(column, places)
          column += 1
        }
      }
    }
  }
}
