/// a where the condition holds, else b; all three broadcast.
struct Where: DifferentiableOperator {
  init(_ node: NodeReader) {}

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (a, b) = (inputs[1], inputs[2])
    guard a.type.representation == b.type.representation else {
      throw .invalid("its inputs are \(a.type) and \(b.type)")
    }
    return [Fact(a.type, try broadcast(inputs[0].shape, try broadcast(a.shape, b.shape)))]
  }

  /// The condition at each place of `shape`.
  private func mask(_ condition: Value, _ shape: [Int], _ run: RunContext) -> Value {
    run.expanded(condition, to: shape)
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    let holds = mask(inputs[0], y.shape, run).bools
    let a = run.expanded(inputs[1], to: y.shape)
    let b = run.expanded(inputs[2], to: y.shape)
    for n in 0..<y.count {
      switch y.type.representation {
      case .float: y.floats[n] = holds[n] != 0 ? a.floats[n] : b.floats[n]
      case .integer: y.integers[n] = holds[n] != 0 ? a.integers[n] : b.integers[n]
      case .bool: y.bools[n] = holds[n] != 0 ? a.bools[n] : b.bools[n]
      }
    }
    return [y]
  }

  /// dy where it was taken from, zero elsewhere
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let g = step.gradient
    let condition = mask(step.inputs[0], g.shape, run)
    let holds = condition.bools
    func part(_ chosen: Bool) -> Value {
      let part = run.uninitialized(g.shape)
      for n in holds.indices { part.floats[n] = (holds[n] != 0) == chosen ? g.floats[n] : 0 }
      return part
    }
    return [
      nil, step.wants[1] ? try run.summed(part(true), to: step.inputs[1].shape) : nil,
      step.wants[2] ? try run.summed(part(false), to: step.inputs[2].shape) : nil,
    ]
  }
}
