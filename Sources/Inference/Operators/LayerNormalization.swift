import CInferenceKernels

/// y = scale · x̂ + bias, x̂ normalised over the axes from `axis` on; scale and bias of their shape.
struct LayerNormalization: DifferentiableOperator {
  private let axis: Int
  private let epsilon: Float

  init(_ node: NodeReader) throws(OperatorError) {
    axis = try node.int("axis", default: -1)
    epsilon = try node.float("epsilon", default: 1e-5)
    guard node.hasOutput.dropFirst().allSatisfy({ !$0 }) else {
      throw .unsupported("mean and deviation as outputs")
    }
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    let axis = try normalized(axis: axis, rank: x.rank)
    for parameter in inputs.present.dropFirst()
    where try broadcast(parameter.shape, Array(x.shape[axis...])) != Array(x.shape[axis...]) {
      throw .invalid("a parameter of shape \(parameter.shape)")
    }
    return [Fact(x.type, x.shape)]
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
    return [y]
  }

  /// dx by `Normalization.backward` from scale · dy; dscale = Σ dy x̂, dbias = Σ dy
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
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
