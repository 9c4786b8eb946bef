/// Shapes, axes and other arguments that come as attributes in old opsets and as inputs in new ones.
extension Inputs where Element == Fact {
  /// Whole numbers that must be known before the run, since shapes follow from them.
  func known(_ index: Int, _ name: String) throws(OperatorError) -> [Int]? {
    guard let fact = optional(index) else { return nil }
    guard fact.type.representation == .integer, fact.rank <= 1 else {
      throw .invalid("\(name) has shape \(fact.shape) and type \(fact.type)")
    }
    guard let value = fact.value else { throw .unsupported("\(name) that depends on data") }
    return value.indices
  }

  func knownFloats(_ index: Int, _ name: String) throws(OperatorError) -> [Float]? {
    guard let fact = optional(index), fact.count > 0 else { return nil }
    guard fact.type.isFloat, fact.rank <= 1 else { throw .invalid("\(name) is \(fact.type)") }
    guard let value = fact.value else { throw .unsupported("\(name) that depends on data") }
    return Array(value.floats)
  }
}

/// An operator that gives its first input another shape.
protocol ReshapingOperator: DifferentiableOperator {
  func shape(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Int]
}

extension ReshapingOperator {
  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let shape = try shape(inputs)
    guard try checkedCount(shape) == inputs[0].count else {
      throw .invalid("\(inputs[0].shape) cannot become \(shape)")
    }
    return [Fact(inputs[0].type, shape, value: inputs[0].value?.reshaped(shape))]
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int { 0 }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [inputs[0].reshaped(run.outputs[0].shape)]
  }

  /// dx = dy, reshaped
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    [step.gradient.reshaped(step.inputs[0].shape)]
  }
}
