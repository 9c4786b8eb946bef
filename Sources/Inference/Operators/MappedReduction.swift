/// A sum over some axes of a function of the elements, with another function of the sum.
protocol MappedReduceOperator: ReduceOperator {
  static func prepare(_ x: Float) -> Float
  static func finish(_ y: Float) -> Float
}

extension MappedReduceOperator {
  func poolsAllSpace(_ parameters: [Value?]) -> Bool { false }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let folded = try folded(Inputs(inputs.elements.map { $0.map { Fact($0) } }))
    let x = inputs[0]
    let mapped = run.uninitialized(x.shape)
    if x.type.isFloat {
      for (n, v) in x.floats.enumerated() { mapped.floats[n] = Self.prepare(v) }
    } else {
      for (n, v) in x.integers.enumerated() { mapped.floats[n] = Self.prepare(Float(v)) }
    }
    let sum = try run.reduced(mapped, folded, Self.reduction)
    let y = run.output()
    for (n, v) in sum.floats.enumerated() {
      if y.type.isFloat {
        y.floats[n] = Self.finish(v)
      } else {
        y.integers[n] = Int64(exactly: Self.finish(v).rounded(.towardZero)) ?? 0
      }
    }
    return [y]
  }
}
