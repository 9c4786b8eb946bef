import CInferenceKernels

/// Normalisation by stored statistics: y = scale · (x − mean) / √(variance + ε) + bias, one of each a
/// channel. The training form is refused.
struct BatchNormalization: DifferentiableOperator, AffineOperator {
  private let epsilon: Float

  init(_ node: NodeReader) throws(OperatorError) {
    epsilon = try node.float("epsilon", default: 1e-5)
    guard try node.int("training_mode", default: 0) == 0 else {
      throw .unsupported("training_mode")
    }
    guard node.hasOutput.dropFirst().allSatisfy({ !$0 }) else {
      throw .unsupported("running statistics as outputs")
    }
    guard try node.int("spatial", default: 1) == 1 else { throw .unsupported("spatial = 0") }
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    guard x.rank >= 2 else { throw .invalid("an input of shape \(x.shape)") }
    for index in 1...4 where inputs[index].shape != [x.shape[1]] {
      throw .invalid("parameter \(index) has shape \(inputs[index].shape)")
    }
    return [Fact(x.type, x.shape)]
  }

  /// y = a · x + b
  private func line(_ inputs: Inputs<Value>) -> (scale: [Float], shift: [Float]) {
    let (gain, bias) = (inputs[1].floats, inputs[2].floats)
    let (mean, variance) = (inputs[3].floats, inputs[4].floats)
    let scale = gain.indices.map { gain[$0] / (variance[$0] + epsilon).squareRoot() }
    return (scale, gain.indices.map { bias[$0] - mean[$0] * scale[$0] })
  }

  func affine(_ inputs: [Value?]) -> (scale: [Float], shift: [Float])? {
    let parameters = inputs.dropFirst().compactMap { $0 }
    guard parameters.count == 4, parameters.allSatisfy({ $0.type.isFloat }),
      Set(parameters.map(\.count)).count == 1
    else { return nil }
    return line(Inputs(inputs))
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let (scale, shift) = line(inputs)
    let plane = x.shape.dropFirst(2).reduce(1, *)
    guard let from = x.floats.baseAddress, let to = y.floats.baseAddress, plane > 0 else {
      return [y]
    }
    try run.parallel(x.shape[0] * x.shape[1]) { row, _ in
      let channel = row % scale.count
      cinference_epilogue(
        Activation.identity.kernel, scale[channel], shift[channel], from + row * plane,
        to + row * plane, plane)
    }
    return [y]
  }

  /// dx = a · dy; dscale = Σ dy (x − mean) / √(variance + ε), dbias = Σ dy.
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    guard !step.wants.dropFirst(3).contains(true) else {
      throw .unsupported("a gradient by the statistics")
    }
    let (scale, _) = line(step.inputs)
    var gradients: [Value?] = [nil, nil, nil]
    if step.wants[0] { gradients[0] = try run.scaledChannels(step.gradient, by: scale) }
    let folded = x.shape.indices.filter { $0 != 1 }
    if step.wants[1] {
      let (mean, variance) = (step.inputs[3].floats, step.inputs[4].floats)
      let inverse = variance.map { 1 / ($0 + epsilon).squareRoot() }
      let product = try run.reduced(
        try run.combined(CINFERENCE_MUL, step.gradient, x), Array(folded), .sum)
      let sum = try run.reduced(step.gradient, Array(folded), .sum)
      let values = mean.indices.map {
        inverse[$0] * (product.floats[$0] - mean[$0] * sum.floats[$0])
      }
      gradients[1] = Value(floats: values, [values.count], in: run.pool)
    }
    if step.wants[2] {
      gradients[2] = try run.reduced(step.gradient, Array(folded), .sum).reshaped([scale.count])
    }
    return gradients
  }
}
