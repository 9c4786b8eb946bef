import Foundation

/// Gated recurrent unit, one or both directions. Shapes as in `Recurrence`; gates z, r, n.
///
/// z = σ(Wz x + Rz h), r = σ(Wr x + Rr h), n = tanh(Wn x + r ∘ (Rn h)) with `linear_before_reset`
/// (PyTorch), else tanh(Wn x + Rn (r ∘ h)); h ← (1 − z) ∘ n + z ∘ h. Biases left out here.
/// Source: ONNX, operator GRU.
struct GRU: DifferentiableOperator {
  private let recurrence: Recurrence
  private let linearBeforeReset: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    recurrence = try Recurrence(node, activations: ["Sigmoid", "Tanh"])
    linearBeforeReset = try node.bool("linear_before_reset")
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    try recurrence.infer(inputs, gates: 3, states: [5])
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int { recurrence.flops(inputs) }

  /// One direction: y and the last state are filled; for the gradient the gates z, r, n and Rn h
  /// `[T·B, 4H]` and the state before each step `[T·B, H]` are kept.
  private func run(
    _ inputs: Inputs<Value>, _ e: Recurrence.Extents, _ d: Int, _ y: Value?, _ last: Value?,
    keep: (gates: Value, previous: Value)?, _ run: RunContext
  ) {
    let (width, units) = (e.width, e.hidden)
    let bias = inputs.optional(3)
    let input = recurrence.inputGates(inputs[0], inputs[1], bias, e, d, run)
    let state = run.zeros([e.batch, units])
    let product = run.uninitialized([e.batch, width])
    guard let gx = input.floats.baseAddress, let h = state.floats.baseAddress,
      let gh = product.floats.baseAddress, let weights = inputs[2].floats.baseAddress
    else { return }
    let r = weights + d * width * units
    let recurrentBias = bias.map { ($0.floats.baseAddress ?? gx) + d * 2 * width + width }
    if let initial = inputs.optional(5)?.floats {
      for n in 0..<e.state { h[n] = initial[d * e.state + n] }
    }
    let reset = run.uninitialized([e.batch, units])
    func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
    for t in recurrence.order(e.steps, d) {
      keep?.previous.floats.baseAddress.map { ($0 + t * e.state).update(from: h, count: e.state) }
      // h · rᵀ for all gates; without linear_before_reset n's part waits for the reset gate.
      BLAS.multiply(
        m: e.batch, n: linearBeforeReset ? width : 2 * units, k: units, h, lda: units, r,
        ldb: units,
        transposedB: true, into: gh, ldc: width)
      for b in 0..<e.batch {
        let (x, p) = (gx + (t * e.batch + b) * width, gh + b * width)
        for n in 0..<(linearBeforeReset ? width : 2 * units) { p[n] += recurrentBias?[n] ?? 0 }
        for n in 0..<2 * units { p[n] = sigmoid(x[n] + p[n]) }
        for n in 0..<units { reset.floats[b * units + n] = p[units + n] * h[b * units + n] }
      }
      if !linearBeforeReset, let from = reset.floats.baseAddress {
        BLAS.multiply(
          m: e.batch, n: units, k: units, from, lda: units, r + 2 * units * units, ldb: units,
          transposedB: true, into: gh + 2 * units, ldc: width)
      }
      for b in 0..<e.batch {
        let (x, p) = (gx + (t * e.batch + b) * width, gh + b * width)
        for n in 0..<units {
          let (z, gate, m) = (p[n], p[units + n], 2 * units + n)
          if !linearBeforeReset { p[m] += recurrentBias?[m] ?? 0 }
          let candidate = tanh(x[m] + (linearBeforeReset ? gate * p[m] : p[m]))
          if let kept = keep?.gates.floats {
            let row = (t * e.batch + b) * 4 * units
            (kept[row + n], kept[row + units + n]) = (z, gate)
            (kept[row + 2 * units + n], kept[row + 3 * units + n]) = (candidate, p[m])
          }
          let k = b * units + n
          h[k] = (1 - z) * candidate + z * h[k]
          y?.floats[(t * recurrence.directions + d) * e.state + k] = h[k]
        }
      }
    }
    for n in 0..<e.state { last?.floats[d * e.state + n] = h[n] }
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (y, last) = (run.output(0), run.output(1))
    let e = try recurrence.extents(inputs[0].shape, inputs[1].shape, inputs[2].shape, gates: 3)
    try run.parallel(recurrence.directions) { d, _ in
      self.run(inputs, e, d, y, last, keep: nil, run)
    }
    return [y, last]
  }

  /// Back through time, with the gates computed anew.
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let inputs = step.inputs
    let e = try recurrence.extents(inputs[0].shape, inputs[1].shape, inputs[2].shape, gates: 3)
    let units = e.hidden
    let sums = RecurrentGradients(step, run)
    let wantsInitial = step.wants.count > 5 && step.wants[5]
    let dInitial = wantsInitial ? run.zeros([recurrence.directions, e.batch, units]) : nil
    let (dy, dLast) = (
      step.gradients[0]?.floats, step.gradients.count > 1 ? step.gradients[1]?.floats : nil
    )
    for d in 0..<recurrence.directions {
      let gates = run.uninitialized([e.rows, 4 * units])
      let previous = run.uninitialized([e.rows, units])
      self.run(inputs, e, d, nil, nil, keep: (gates, previous), run)
      let byInput = run.uninitialized([e.rows, e.width])
      let byState = run.uninitialized([e.rows, e.width])
      let state = run.zeros([e.batch, units])
      let throughReset = run.uninitialized([e.batch, units])
      guard let dh = state.floats.baseAddress, let gx = byInput.floats.baseAddress,
        let gh = byState.floats.baseAddress, let h = previous.floats.baseAddress,
        let g = gates.floats.baseAddress, let weights = inputs[2].floats.baseAddress,
        let dReset = throughReset.floats.baseAddress
      else { continue }
      let r = weights + d * e.width * units
      if let dLast { for n in 0..<e.state { dh[n] = dLast[d * e.state + n] } }
      for t in recurrence.order(e.steps, d).reversed() {
        for b in 0..<e.batch {
          let row = t * e.batch + b
          let (gate, x, p) = (g + row * 4 * units, gx + row * e.width, gh + row * e.width)
          for n in 0..<units {
            let k = b * units + n
            if let dy { dh[k] += dy[(t * recurrence.directions + d) * e.state + k] }
            let (z, candidate) = (gate[n], gate[2 * units + n])
            let dCandidate = dh[k] * (1 - z) * (1 - candidate * candidate)
            x[n] = dh[k] * (h[row * units + n] - candidate) * z * (1 - z)
            x[2 * units + n] = dCandidate
            p[n] = x[n]
            p[2 * units + n] = linearBeforeReset ? dCandidate * gate[units + n] : dCandidate
            dh[k] *= z
          }
        }
        let rows = t * e.batch
        if !linearBeforeReset {
          BLAS.multiply(
            m: e.batch, n: units, k: units, gx + rows * e.width + 2 * units, lda: e.width,
            r + 2 * units * units, ldb: units, into: dReset, ldc: units)
        }
        for b in 0..<e.batch {
          let row = rows + b
          let (gate, x, p) = (g + row * 4 * units, gx + row * e.width, gh + row * e.width)
          for n in 0..<units {
            let k = b * units + n
            let reset = gate[units + n]
            let dGate =
              linearBeforeReset
              ? x[2 * units + n] * gate[3 * units + n] : dReset[k] * h[row * units + n]
            if !linearBeforeReset { dh[k] += dReset[k] * reset }
            x[units + n] = dGate * reset * (1 - reset)
            p[units + n] = x[units + n]
          }
        }
        BLAS.multiply(
          m: e.batch, n: units, k: linearBeforeReset ? e.width : 2 * units, gh + rows * e.width,
          lda: e.width, r, ldb: units, beta: 1, into: dh, ldc: units)
      }
      for n in 0..<e.state { dInitial?.floats[d * e.state + n] = dh[n] }
      recurrence.addGradients(
        sums, inputs[0], inputs[1], byInput: byInput, byState: byState, previous: previous, e, d)
      if !linearBeforeReset, let dr = sums.r?.floats.baseAddress {
        // n's part of r saw r ∘ h, not h.
        for row in 0..<e.rows {
          for n in 0..<units { h[row * units + n] *= g[row * 4 * units + units + n] }
        }
        BLAS.multiply(
          m: units, n: units, k: e.rows, gh + 2 * units, lda: e.width, transposedA: true, h,
          ldb: units, into: dr + (d * 3 + 2) * units * units, ldc: units)
      }
    }
    return [sums.x, sums.w, sums.r, sums.bias, nil, dInitial]
  }
}
