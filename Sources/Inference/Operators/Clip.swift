/// y = x cut to [min, max]. The bounds are attributes up to opset 10, then inputs 1 and 2.
struct Clip: DifferentiableOperator, ActivationOperator {
  private let fixed: Activation?

  init(_ node: NodeReader) throws(OperatorError) {
    let low = try node.float("min", default: -.infinity)
    let high = try node.float("max", default: .infinity)
    fixed = node.hasInput.count > 1 ? nil : .clip(low, high)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    for index in 1..<3 {
      if let bound = inputs.optional(index), bound.count != 1 {
        throw .invalid("a bound of shape \(bound.shape) is no single number")
      }
      if let bound = inputs.optional(index),
        bound.type.representation != inputs[0].type.representation
      {
        throw .invalid("a bound is \(bound.type), its input \(inputs[0].type)")
      }
    }
    guard inputs[0].type != .bool else { throw .invalid("its input is bool") }
    return [Fact(inputs[0].type, inputs[0].shape)]
  }

  private func bounds(_ inputs: Inputs<Value>) -> Activation {
    if let fixed { return fixed }
    return .clip(
      inputs.optional(1)?.floats.first ?? -.infinity, inputs.optional(2)?.floats.first ?? .infinity)
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    guard y.type.isFloat else {
      let low = inputs.optional(1)?.integers.first ?? .min
      let high = inputs.optional(2)?.integers.first ?? .max
      for (n, x) in inputs[0].integers.enumerated() { y.integers[n] = min(high, max(low, x)) }
      return [y]
    }
    if let from = inputs[0].floats.baseAddress, let to = y.floats.baseAddress {
      bounds(inputs).apply(from, to: to, count: y.count)
    }
    return [y]
  }

  /// ∂L/∂x = ∂L/∂y strictly between the bounds, else 0
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    [try bounds(step.inputs).backward(step.gradient, y: step.outputs[0], run)]
  }

  /// The bounds as an activation when they are constants.
  func activation(_ parameters: [Value?]) -> Activation? {
    // Without bounds the input may be of whole numbers.
    guard !parameters.isEmpty else { return fixed == .clip(-.infinity, .infinity) ? nil : fixed }
    guard parameters.allSatisfy({ $0?.count == 1 && $0?.type.isFloat == true }) else { return nil }
    return bounds(Inputs([nil] + parameters))
  }
}
