import CInferenceKernels

/// Addition, subtraction, multiplication, division of two tensors that broadcast.
protocol ArithmeticOperator: DifferentiableOperator, FusableOperator {
  static var kernel: cinference_binary { get }
  /// Whole numbers, as two's complement.
  static func combine(_ a: Int64, _ b: Int64) -> Int64
  var activation: Activation { get set }
  /// The gradients by a and b before they are summed over repeated axes; nil where not wanted.
  func slopes(
    _ g: Value, _ a: Value, _ b: Value, _ wants: [Bool], _ run: RunContext
  ) throws(OperatorError) -> [Value?]
}

extension ArithmeticOperator {
  func fused(_ next: Activation) -> Self? {
    guard activation == .identity else { return nil }
    var fused = self
    fused.activation = next
    return fused
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (a, b) = (inputs[0], inputs[1])
    guard a.type.representation == b.type.representation, a.type != .bool,
      a.type.isFloat || activation == .identity
    else {
      throw .invalid("its inputs are \(a.type) and \(b.type)")
    }
    return [Fact(a.type, try broadcast(a.shape, b.shape))]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (a, b, y) = (inputs[0], inputs[1], run.output())
    if y.type.isFloat {
      try run.combine(Self.kernel, a, b, into: y, activation)
      return [y]
    }
    let steps = [broadcastStrides(a.shape, to: y.shape), broadcastStrides(b.shape, to: y.shape)]
    let (p, q, r) = (a.integers, b.integers, y.integers)
    if Self.kernel == CINFERENCE_DIV, q.contains(0) { throw .invalid("it divides by zero") }
    var n = 0
    forEachRow(y.shape, steps) { offsets, length, step in
      for k in 0..<length {
        r[n] = y.type.wrapped(
          Self.combine(p[offsets[0] + k * step[0]], q[offsets[1] + k * step[1]]))
        n += 1
      }
    }
    return [y]
  }

  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (a, b) = (step.inputs[0], step.inputs[1])
    let g = try activation.backward(step.gradient, y: step.outputs[0], run)
    let slopes = try self.slopes(g, a, b, step.wants, run)
    return [
      try slopes[0].map { s throws(OperatorError) in try run.summed(s, to: a.shape) },
      try slopes[1].map { s throws(OperatorError) in try run.summed(s, to: b.shape) },
    ]
  }
}

extension RunContext {
  /// `y ← activation(a ∘ b)`, broadcast to y's shape.
  func combine(
    _ op: cinference_binary, _ a: Value, _ b: Value, into y: Value,
    _ activation: Activation = .identity
  ) throws(OperatorError) {
    let steps = [broadcastStrides(a.shape, to: y.shape), broadcastStrides(b.shape, to: y.shape)]
    guard let p = a.floats.baseAddress, let q = b.floats.baseAddress,
      let r = y.floats.baseAddress, y.count > 0
    else { return }
    func row(_ from: Int, _ first: Int, _ second: Int, _ x: Int, _ y: Int, _ count: Int) {
      cinference_combine(op, p + first, x, q + second, y, r + from, count)
      if activation != .identity { activation.apply(r + from, to: r + from, count: count) }
    }
    // Equal shapes, the usual case: split between the threads.
    if a.shape == y.shape, b.shape == y.shape {
      try parallelRanges(y.count, grain: 1 << 15) { range in
        row(range.lowerBound, range.lowerBound, range.lowerBound, 1, 1, range.count)
      }
      return
    }
    var done = 0
    forEachRow(y.shape, steps) { offsets, length, step in
      if step[0] <= 1, step[1] <= 1 {
        row(done, offsets[0], offsets[1], step[0], step[1], length)
      } else {
        for n in 0..<length {
          row(done + n, offsets[0] + n * step[0], offsets[1] + n * step[1], 0, 0, 1)
        }
      }
      done += length
    }
  }

  /// A fresh `a ∘ b`.
  func combined(_ op: cinference_binary, _ a: Value, _ b: Value) throws(OperatorError) -> Value {
    let y = Value(.float32, try broadcast(a.shape, b.shape), in: pool)
    try combine(op, a, b, into: y)
    return y
  }

  func scaled(_ x: Value, by factor: Float) -> Value {
    let y = uninitialized(x.shape)
    let (from, to) = (x.floats, y.floats)
    for n in to.indices { to[n] = factor * from[n] }
    return y
  }
}
