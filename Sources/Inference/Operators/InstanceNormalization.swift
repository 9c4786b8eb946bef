import CInferenceKernels

/// y = scale · x̂ + bias, x̂ normalised over the space of each item and channel.
///
/// x `[N, C, spatial…]`, scale and bias `[C]`.
struct InstanceNormalization: DifferentiableOperator, FusableOperator {
  private let epsilon: Float
  private var activation = Activation.identity

  init(_ node: NodeReader) throws(OperatorError) {
    epsilon = try node.float("epsilon", default: 1e-5)
  }

  func fused(_ next: Activation) -> InstanceNormalization? {
    guard activation == .identity else { return nil }
    var fused = self
    fused.activation = next
    return fused
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    guard x.rank >= 3, inputs[1].shape == [x.shape[1]], inputs[2].shape == [x.shape[1]] else {
      throw .invalid("an input of shape \(x.shape) with a scale of \(inputs[1].shape)")
    }
    return [Fact(x.type, x.shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let (gain, bias) = (inputs[1].floats, inputs[2].floats)
    let length = x.shape.dropFirst(2).reduce(1, *)
    guard let from = x.floats.baseAddress, let to = y.floats.baseAddress, length > 0 else {
      return [y]
    }
    try run.parallel(x.shape[0] * x.shape[1]) { row, _ in
      let channel = row % gain.count
      let (mean, inverse) = Normalization.statistics(from + row * length, length, epsilon)
      let scale = gain[channel] * inverse
      cinference_epilogue(
        activation.kernel, scale, bias[channel] - mean * scale, from + row * length,
        to + row * length, length)
    }
    return [y]
  }

  /// dx by `Normalization.backward` from scale · dy; dscale = Σ dy x̂, dbias = Σ dy
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let g = try activation.backward(step.gradient, y: step.outputs[0], run)
    let rows = x.shape[0] * x.shape[1]
    let length = x.shape.dropFirst(2).reduce(1, *)
    var gradients: [Value?] = [nil, nil, nil]
    let folded = x.shape.indices.filter { $0 != 1 }
    if step.wants[0] {
      let scaled = try run.scaledChannels(g, by: Array(step.inputs[1].floats))
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
      let normal = run.uninitialized(x.shape)
      if let from = x.floats.baseAddress, let to = normal.floats.baseAddress {
        try Normalization.forward(
          from, rows: rows, length: length, epsilon: epsilon, into: to, run)
      }
      let product = try run.combined(CINFERENCE_MUL, g, normal)
      gradients[1] = try run.reduced(product, Array(folded), .sum).reshaped([x.shape[1]])
    }
    if step.wants[2] {
      gradients[2] = try run.reduced(g, Array(folded), .sum).reshaped([x.shape[1]])
    }
    return gradients
  }
}
