import CInferenceKernels

/// y = scale · x̂ + bias, x̂ normalised over the axes from `axis` on; scale and bias of their shape.
struct LayerNormalization: DifferentiableOperator {
  private let axis: Int
  private let epsilon: Float
  /// Whether mean and inverse deviation are outputs too.
  private let givesStatistics: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    axis = try node.int("axis", default: -1)
    epsilon = try node.float("epsilon", default: 1e-5)
    givesStatistics = node.hasOutput.dropFirst().contains(true)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    let axis = try normalized(axis: axis, rank: x.rank)
    for parameter in inputs.present.dropFirst()
    where try broadcast(parameter.shape, Array(x.shape[axis...])) != Array(x.shape[axis...]) {
      throw .invalid("a parameter of shape \(parameter.shape)")
    }
    guard givesStatistics else { return [Fact(x.type, x.shape)] }
    let row = Fact(x.type, x.shape[..<axis] + x.shape[axis...].map { _ in 1 })
    return [Fact(x.type, x.shape), row, row]
  }

  private func split(_ shape: [Int]) throws(OperatorError) -> (rows: Int, length: Int) {
    let axis = try normalized(axis: axis, rank: shape.count)
    return (shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *))
  }

  private func normal(_ x: Value, _ run: RunContext) throws(OperatorError) -> Value {
    let result = run.uninitialized(x.shape)
    let (rows, length) = try split(x.shape)
    if let from = x.floats.baseAddress, let to = result.floats.baseAddress, length > 0 {
      try Normalization.forward(from, rows: rows, length: length, epsilon: epsilon, into: to, run)
    }
    return result
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    var y = try run.combined(CINFERENCE_MUL, try normal(inputs[0], run), inputs[1])
    if let bias = inputs.optional(2) { y = try run.combined(CINFERENCE_ADD, y, bias) }
    return givesStatistics ? [y] + (try statistics(inputs[0], run)) : [y]
  }

  private func statistics(_ x: Value, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (mean, inverse) = (run.output(1), run.output(2))
    let (rows, length) = try split(x.shape)
    guard let from = x.floats.baseAddress else { return [mean, inverse] }
    for row in 0..<rows {
      (mean.floats[row], inverse.floats[row]) = Normalization.statistics(
        from + row * length, length, epsilon)
    }
    return [mean, inverse]
  }

  /// dx by `Normalization.backward` from scale · dy; dscale = Σ dy x̂, dbias = Σ dy
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    guard step.gradients.dropFirst().allSatisfy({ $0 == nil }) else {
      throw .unsupported("a gradient of the statistics")
    }
    let (rows, length) = try split(x.shape)
    var gradients: [Value?] = [nil, nil, nil]
    if step.wants[0] {
      let scaled = try run.combined(CINFERENCE_MUL, step.gradient, step.inputs[1])
      let dx = run.uninitialized(x.shape)
      if let from = x.floats.baseAddress, let dy = scaled.floats.baseAddress,
        let to = dx.floats.baseAddress
      {
        try Normalization.backward(
          from, dy, rows: rows, length: length, epsilon: epsilon, into: to, run)
      }
      gradients[0] = dx
    }
    if step.wants[1] {
      let product = try run.combined(CINFERENCE_MUL, step.gradient, try normal(x, run))
      gradients[1] = try run.summed(product, to: step.inputs[1].shape)
    }
    if step.wants.count > 2, step.wants[2] {
      gradients[2] = try run.summed(step.gradient, to: step.inputs[2].shape)
    }
    return gradients
  }
}
