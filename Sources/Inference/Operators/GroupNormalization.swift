import CInferenceKernels

/// y = scale · x̂ + bias, x̂ normalised over each group of channels and their space.
///
/// x `[N, C, spatial…]`; scale and bias `[C]` from opset 21 on, `[groups]` before.
struct GroupNormalization: DifferentiableOperator {
  private let epsilon: Float
  private let groups: Int

  init(_ node: NodeReader) throws(OperatorError) {
    epsilon = try node.float("epsilon", default: 1e-5)
    groups = try node.int("num_groups", default: 0, in: 1...(1 << 20))
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    guard x.rank >= 2, x.shape[1] % groups == 0, inputs[1].shape == inputs[2].shape,
      [[x.shape[1]], [groups]].contains(inputs[1].shape)
    else { throw .invalid("an input of \(x.shape) with a scale of \(inputs[1].shape)") }
    return [Fact(x.type, x.shape)]
  }

  /// A parameter as `[groups, channels of a group, 1]`, and x as `[N, groups, channels, space]`.
  private func views(_ x: [Int], _ parameter: Value) -> (parameter: Value, x: [Int]) {
    let channels = x[1] / groups
    let own = parameter.count / groups
    return (
      parameter.reshaped([groups, own, 1]), [x[0], groups, channels, x[2...].reduce(1, *)]
    )
  }

  private func normal(_ x: Value, _ run: RunContext) throws(OperatorError) -> Value {
    let result = run.uninitialized(x.shape)
    let rows = x.shape[0] * groups
    if let from = x.floats.baseAddress, let to = result.floats.baseAddress, x.count > 0 {
      try Normalization.forward(
        from, rows: rows, length: x.count / rows, epsilon: epsilon, into: to, run)
    }
    return result
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let x = inputs[0]
    let (scale, shape) = views(x.shape, inputs[1])
    let scaled = try run.combined(
      CINFERENCE_MUL, try normal(x, run).reshaped(shape), scale)
    let bias = views(x.shape, inputs[2]).parameter
    return [try run.combined(CINFERENCE_ADD, scaled, bias).reshaped(x.shape)]
  }

  /// dx by `Normalization.backward` from scale · dy; dscale = Σ dy x̂, dbias = Σ dy
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let (scale, shape) = views(x.shape, step.inputs[1])
    let g = step.gradient.reshaped(shape)
    var gradients: [Value?] = [nil, nil, nil]
    if step.wants[0] {
      let scaled = try run.combined(CINFERENCE_MUL, g, scale)
      let dx = run.uninitialized(x.shape)
      let rows = x.shape[0] * groups
      if let from = x.floats.baseAddress, let dy = scaled.floats.baseAddress,
        let to = dx.floats.baseAddress, x.count > 0
      {
        try Normalization.backward(
          from, dy, rows: rows, length: x.count / rows, epsilon: epsilon, into: to, run)
      }
      gradients[0] = dx
    }
    if step.wants[1] {
      let product = try run.combined(CINFERENCE_MUL, g, try normal(x, run).reshaped(shape))
      gradients[1] = try run.summed(product, to: scale.shape).reshaped(step.inputs[1].shape)
    }
    if step.wants[2] {
      gradients[2] = try run.summed(g, to: scale.shape).reshaped(step.inputs[2].shape)
    }
    return gradients
  }
}
