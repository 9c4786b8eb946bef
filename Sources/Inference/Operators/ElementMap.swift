import Foundation

/// An operator that maps each element alone and that no other takes over: y = f(x).
protocol ElementMap: DifferentiableOperator {
  func value(_ x: Float) -> Float
  /// f′(x), given y = f(x) as well.
  func derivative(_ x: Float, _ y: Float) -> Float
}

extension ElementMap {
  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(inputs[0].type, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    let (source, result) = (inputs[0].floats, y.floats)
    try run.parallelRanges(result.count, grain: 1 << 14) { range in
      for n in range { result[n] = value(source[n]) }
    }
    return [y]
  }

  /// ∂L/∂x = ∂L/∂y · f′(x)
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let result = run.uninitialized(step.inputs[0].shape)
    let (g, x, y, r) = (
      step.gradient.floats, step.inputs[0].floats, step.outputs[0].floats, result.floats
    )
    try run.parallelRanges(r.count, grain: 1 << 14) { range in
      for n in range { r[n] = g[n] * derivative(x[n], y[n]) }
    }
    return [result]
  }
}

/// An element map that whole numbers have too.
protocol WholeElementMap: ElementMap {
  func value(_ x: Int64) -> Int64
}

extension WholeElementMap {
  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    guard inputs[0].type != .bool else { throw .invalid("its input is bool") }
    return [Fact(inputs[0].type, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    if x.type.isFloat {
      for n in y.floats.indices { y.floats[n] = value(x.floats[n]) }
    } else {
      for n in y.integers.indices { y.integers[n] = y.type.wrapped(value(x.integers[n])) }
    }
    return [y]
  }
}
