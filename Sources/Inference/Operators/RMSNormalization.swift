import CInferenceKernels

/// y = scale · x / √(mean x² + ε), the mean over the axes from `axis` on.
struct RMSNormalization: DifferentiableOperator {
  private let axis: Int
  private let epsilon: Float

  init(_ node: NodeReader) throws(OperatorError) {
    axis = try node.int("axis", default: -1)
    epsilon = try node.float("epsilon", default: 1e-5)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    _ = try normalized(axis: axis, rank: x.rank)
    guard try broadcast(inputs[1].shape, x.shape) == x.shape else {
      throw .invalid("a scale of shape \(inputs[1].shape)")
    }
    return [Fact(x.type, x.shape)]
  }

  /// 1 / √(mean x² + ε) of each row, the folded axes kept as 1.
  private func inverse(_ x: Value, _ run: RunContext) throws(OperatorError) -> Value {
    let axes = Array(try normalized(axis: axis, rank: x.rank)..<x.rank)
    let length = Float(axes.reduce(1) { $0 * x.shape[$1] })
    let squares = try run.reduced(x, axes, .sumOfSquares)
    for n in squares.floats.indices {
      squares.floats[n] = 1 / (squares.floats[n] / length + epsilon).squareRoot()
    }
    return squares
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let normal = try run.combined(CINFERENCE_MUL, inputs[0], try inverse(inputs[0], run))
    return [try run.combined(CINFERENCE_MUL, normal, inputs[1])]
  }

  /// dx = (g − x̂ · mean(g x̂)) / √(mean x² + ε) where g = scale · dy; dscale = Σ dy x̂
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let inverse = try inverse(x, run)
    let normal = try run.combined(CINFERENCE_MUL, x, inverse)
    var gradients: [Value?] = [nil, nil]
    if step.wants[0] {
      let axes = Array(try normalized(axis: axis, rank: x.rank)..<x.rank)
      let g = try run.combined(CINFERENCE_MUL, step.gradient, step.inputs[1])
      let share = try run.reduced(try run.combined(CINFERENCE_MUL, g, normal), axes, .mean)
      let along = try run.combined(CINFERENCE_MUL, normal, share)
      gradients[0] = try run.combined(
        CINFERENCE_MUL, try run.combined(CINFERENCE_SUB, g, along), inverse)
    }
    if step.wants[1] {
      let product = try run.combined(CINFERENCE_MUL, step.gradient, normal)
      gradients[1] = try run.summed(product, to: step.inputs[1].shape)
    }
    return gradients
  }
}
