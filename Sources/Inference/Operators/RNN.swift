import Foundation

/// A simple recurrent layer, one or both directions: h ← f(W x + R h + b), f tanh or ReLU.
/// Shapes as in `Recurrence`.
struct RNN: DifferentiableOperator {
  private let recurrence: Recurrence
  private let isRectified: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    let name = try node.strings("activations")?.first ?? "Tanh"
    guard ["Tanh", "Relu"].contains(name) else { throw .unsupported("activation \(name)") }
    isRectified = name == "Relu"
    recurrence = try Recurrence(node, activations: [name])
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    try recurrence.infer(inputs, gates: 1, states: [5])
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int { recurrence.flops(inputs) }

  /// One direction: `step(t, h)` is told the state after each step.
  private func run(
    _ inputs: Inputs<Value>, _ e: Recurrence.Extents, _ d: Int, _ run: RunContext,
    _ step: (_ t: Int, _ h: UnsafeMutablePointer<Float>) -> Void
  ) {
    let gates = recurrence.inputGates(inputs[0], inputs[1], inputs.optional(3), e, d, run)
    let state = run.zeros([e.batch, e.hidden])
    guard let x = gates.floats.baseAddress, let h = state.floats.baseAddress,
      let weights = inputs[2].floats.baseAddress
    else { return }
    if let initial = inputs.optional(5)?.floats {
      for n in 0..<e.state { h[n] = initial[d * e.state + n] }
    }
    let bias = inputs.optional(3)?.floats
    for t in recurrence.order(e.steps, d) {
      let next = x + t * e.state
      BLAS.multiply(
        m: e.batch, n: e.hidden, k: e.hidden, h, lda: e.hidden,
        weights + d * e.hidden * e.hidden, ldb: e.hidden, transposedB: true, beta: 1, into: next,
        ldc: e.hidden)
      for n in 0..<e.state {
        let sum = next[n] + (bias?[(2 * d + 1) * e.hidden + n % e.hidden] ?? 0)
        h[n] = isRectified ? max(0, sum) : tanh(sum)
      }
      step(t, h)
    }
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (y, last) = (run.output(0), run.output(1))
    let e = try recurrence.extents(inputs[0].shape, inputs[1].shape, inputs[2].shape, gates: 1)
    guard let all = y.floats.baseAddress, let end = last.floats.baseAddress else {
      return [y, last]
    }
    for d in 0..<recurrence.directions {
      self.run(inputs, e, d, run) { t, h in
        (all + (t * recurrence.directions + d) * e.state).update(from: h, count: e.state)
        (end + d * e.state).update(from: h, count: e.state)
      }
    }
    return [y, last]
  }

  /// Back through time, with the states computed anew.
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let inputs = step.inputs
    let e = try recurrence.extents(inputs[0].shape, inputs[1].shape, inputs[2].shape, gates: 1)
    let sums = RecurrentGradients(step, run)
    let wantsInitial = step.wants.count > 5 && step.wants[5]
    let dInitial = wantsInitial ? run.zeros([recurrence.directions, e.batch, e.hidden]) : nil
    let dy = step.gradients[0]?.floats
    let dLast = step.gradients.count > 1 ? step.gradients[1]?.floats : nil
    for d in 0..<recurrence.directions {
      let states = run.zeros([e.rows, e.hidden])
      let previous = run.zeros([e.rows, e.hidden])
      let byGate = run.uninitialized([e.rows, e.hidden])
      let state = run.zeros([e.batch, e.hidden])
      guard let h = states.floats.baseAddress, let before = previous.floats.baseAddress,
        let g = byGate.floats.baseAddress, let dh = state.floats.baseAddress,
        let weights = inputs[2].floats.baseAddress
      else { continue }
      self.run(inputs, e, d, run) { t, next in
        (h + t * e.state).update(from: next, count: e.state)
      }
      let order = recurrence.order(e.steps, d)
      for (t, earlier) in zip(order.dropFirst(), order) {
        (before + t * e.state).update(from: h + earlier * e.state, count: e.state)
      }
      if let first = order.first, let initial = inputs.optional(5)?.floats {
        for n in 0..<e.state { before[first * e.state + n] = initial[d * e.state + n] }
      }
      if let dLast { for n in 0..<e.state { dh[n] = dLast[d * e.state + n] } }
      for t in order.reversed() {
        for n in 0..<e.state {
          if let dy { dh[n] += dy[(t * recurrence.directions + d) * e.state + n] }
          let y = h[t * e.state + n]
          g[t * e.state + n] = dh[n] * (isRectified ? (y > 0 ? 1 : 0) : 1 - y * y)
        }
        BLAS.multiply(
          m: e.batch, n: e.hidden, k: e.hidden, g + t * e.state, lda: e.hidden,
          weights + d * e.hidden * e.hidden, ldb: e.hidden, into: dh, ldc: e.hidden)
      }
      for n in 0..<e.state { dInitial?.floats[d * e.state + n] = dh[n] }
      recurrence.addGradients(
        sums, inputs[0], inputs[1], byInput: byGate, byState: byGate, previous: previous, e, d)
    }
    return [sums.x, sums.w, sums.r, sums.bias, nil, dInitial]
  }
}
