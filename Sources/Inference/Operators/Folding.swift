/// Any number of tensors that broadcast, folded into one: Max, Min, Sum, Mean.
protocol FoldingOperator: DifferentiableOperator {
  static func combine(_ a: Float, _ b: Float) -> Float
  static func combine(_ a: Int64, _ b: Int64) -> Int64
  /// Whether the result is divided by the number of tensors.
  static var isMean: Bool { get }
  /// Whether one tensor's element is the result, so that it takes the gradient.
  static var chooses: Bool { get }
}

extension FoldingOperator {
  static var isMean: Bool { false }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    var shape = inputs[0].shape
    for input in inputs.present {
      guard input.type.representation == inputs[0].type.representation, input.type != .bool else {
        throw .invalid("an input is \(input.type)")
      }
      shape = try broadcast(shape, input.shape)
    }
    return [Fact(inputs[0].type, shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let shape = run.outputs[0].shape
    let y = run.expanded(inputs[0], to: shape)
    for x in inputs.present.dropFirst() {
      if y.type.isFloat {
        run.forEachPair(y.floats, shape, x.floats, x.shape, into: y.floats, shape, Self.combine)
      } else {
        run.forEachPair(y.integers, shape, x.integers, x.shape, into: y.integers, shape) {
          y.type.wrapped(Self.combine($0, $1))
        }
      }
    }
    if Self.isMean {
      let share = 1 / Float(inputs.present.count)
      for n in y.floats.indices { y.floats[n] *= share }
    }
    return [y]
  }

  /// dx = dy, divided by the count for a mean, shared by the chosen ones for a maximum or minimum
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (g, y) = (step.gradient, step.outputs[0])
    let factor = run.uninitialized(y.shape)
    factor.floats.update(repeating: Self.isMean ? 1 / Float(step.inputs.present.count) : 1)
    func isChosen(_ x: Value) -> Value { run.paired(x, y, y.shape) { $0 == $1 ? 1 : 0 } }
    if Self.chooses {
      factor.floats.update(repeating: 0)
      for x in step.inputs.present {
        for (n, chosen) in isChosen(x).floats.enumerated() { factor.floats[n] += chosen }
      }
      for n in factor.floats.indices { factor.floats[n] = 1 / max(1, factor.floats[n]) }
    }
    let share = run.paired(g, factor, y.shape) { $0 * $1 }
    var gradients: [Value?] = []
    for index in step.wants.indices {
      guard step.wants[index] else {
        gradients.append(nil)
        continue
      }
      let x = step.inputs[index]
      let part = Self.chooses ? run.paired(share, isChosen(x), y.shape) { $0 * $1 } : share
      gradients.append(try run.summed(part, to: x.shape))
    }
    return gradients
  }
}
