/// The first elements of each item along the time axis in reverse order, as many as its length says.
struct ReverseSequence: DifferentiableOperator {
  private let batch, time: Int

  init(_ node: NodeReader) throws(OperatorError) {
    batch = try node.int("batch_axis", default: 1, in: 0...1)
    time = try node.int("time_axis", default: 0, in: 0...1)
    guard batch != time else { throw .invalid("the batch axis is the time axis") }
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    guard x.rank >= 2, inputs[1].shape == [x.shape[batch]] else {
      throw .invalid("lengths of \(inputs[1].shape) for an input of \(x.shape)")
    }
    return [Fact(x.type, x.shape)]
  }

  private func reversed(_ x: Value, _ lengths: Value, _ run: RunContext) throws(OperatorError)
    -> Value
  {
    let y = Value(x.type, x.shape, in: run.pool)
    let bytes = x.shape[2...].reduce(x.type.representation.stride, *)
    for row in 0..<x.shape[0] * x.shape[1] {
      let index = [row / x.shape[1], row % x.shape[1]]
      let length = lengths.integers[index[batch]]
      guard (0...Int64(x.shape[time])).contains(length) else {
        throw .invalid("a length of \(length) for \(x.shape[time]) steps")
      }
      var source = index
      if index[time] < Int(length) { source[time] = Int(length) - 1 - index[time] }
      (y.storage.pointer + row * bytes).copyMemory(
        from: x.storage.pointer + (source[0] * x.shape[1] + source[1]) * bytes, byteCount: bytes)
    }
    return y
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [try reversed(inputs[0], inputs[1], run)]
  }

  /// dx = dy, reversed again
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    [try reversed(step.gradient, step.inputs[1], run), nil]
  }
}
