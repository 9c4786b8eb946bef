/// y = x where x ≥ 0, else slope · x; the slope broadcasts to x.
struct PRelu: DifferentiableOperator {
  /// Before opset 7 a slope of one axis is one number a channel.
  private let isByChannel: Bool

  init(_ node: NodeReader) { isByChannel = node.opset < 7 }

  private func slopeShape(_ slope: [Int], _ x: [Int]) -> [Int] {
    isByChannel && slope.count == 1 && x.count > 2
      ? slope + [Int](repeating: 1, count: x.count - 2) : slope
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (x, slope) = (inputs[0], inputs[1])
    guard try broadcast(x.shape, slopeShape(slope.shape, x.shape)) == x.shape else {
      throw .invalid("a slope of shape \(slope.shape) for an input of \(x.shape)")
    }
    return [Fact(x.type, x.shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let slope = inputs[1].reshaped(slopeShape(inputs[1].shape, x.shape))
    run.forEachPair(x.floats, x.shape, slope.floats, slope.shape, into: y.floats, y.shape) {
      $0 < 0 ? $0 * $1 : $0
    }
    return [y]
  }

  /// dx = dy, times the slope where x < 0; dslope = Σ dy x there
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (x, g) = (step.inputs[0], step.gradient)
    let slope = step.inputs[1].reshaped(slopeShape(step.inputs[1].shape, x.shape))
    var gradients: [Value?] = [nil, nil]
    if step.wants[0] {
      let factor = run.paired(x, slope, x.shape) { $0 < 0 ? $1 : 1 }
      gradients[0] = run.paired(g, factor, x.shape) { $0 * $1 }
    }
    if step.wants[1] {
      let part = run.paired(g, x, x.shape) { $1 < 0 ? $0 * $1 : 0 }
      gradients[1] = try run.summed(part, to: slope.shape).reshaped(step.inputs[1].shape)
    }
    return gradients
  }
}
