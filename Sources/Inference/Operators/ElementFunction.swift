/// An operator that is one of the activations: y has x's shape, and each y depends on its x alone.
protocol ElementFunction: ActivationOperator, DifferentiableOperator {
  var activation: Activation { get }
  /// f′(x), where y = f(x). Asked only for activations whose derivative does not follow from y.
  func derivative(_ x: Float) -> Float
}

extension ElementFunction {
  func activation(_ parameters: [Value?]) -> Activation? { activation }

  func derivative(_ x: Float) -> Float {
    preconditionFailure("\(activation) has a derivative by its result")
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(inputs[0].type, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    let (source, result, function) = (inputs[0].floats, y.floats, activation)
    guard let from = source.baseAddress, let to = result.baseAddress else { return [y] }
    try run.parallelRanges(result.count, grain: 1 << 15) { range in
      function.apply(from + range.lowerBound, to: to + range.lowerBound, count: range.count)
    }
    return [y]
  }

  /// ∂L/∂x = ∂L/∂y · f′(x)
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    if activation.isInvertible {
      return [try activation.backward(step.gradient, y: step.outputs[0], run)]
    }
    let result = run.uninitialized(step.inputs[0].shape)
    let (g, x, r) = (step.gradient.floats, step.inputs[0].floats, result.floats)
    for n in r.indices { r[n] = g[n] * derivative(x[n]) }
    return [result]
  }
}
