import Foundation

/// Long short-term memory, one or both directions. Shapes as in `Recurrence`; gates i, o, f, g.
///
/// i, o, f = σ(W x + R h), g = tanh(W x + R h); c ← f ∘ c + i ∘ g, h ← o ∘ tanh c.
/// Source: ONNX, operator LSTM. Peepholes and `input_forget` are refused.
struct LSTM: DifferentiableOperator {
  private let recurrence: Recurrence

  init(_ node: NodeReader) throws(OperatorError) {
    recurrence = try Recurrence(node, activations: ["Sigmoid", "Tanh", "Tanh"])
    guard node.hasInput.count <= 7 || !node.hasInput[7] else { throw .unsupported("peepholes") }
    guard try !node.bool("input_forget") else { throw .unsupported("input_forget") }
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    try recurrence.infer(inputs, gates: 4, states: [5, 6])
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int { recurrence.flops(inputs) }

  /// What the gradient needs: gates `[T·B, 4H]`, the states before each step, the cells after it.
  private struct Kept {
    let gates, previous, previousCell, cell: Value
  }

  private func run(
    _ inputs: Inputs<Value>, _ e: Recurrence.Extents, _ d: Int, _ outputs: [Value], keep: Kept?,
    _ run: RunContext
  ) {
    let (width, units) = (e.width, e.hidden)
    let bias = inputs.optional(3)
    let input = recurrence.inputGates(inputs[0], inputs[1], bias, e, d, run)
    let (state, cell) = (run.zeros([e.batch, units]), run.zeros([e.batch, units]))
    let product = run.uninitialized([e.batch, width])
    guard let gx = input.floats.baseAddress, let h = state.floats.baseAddress,
      let c = cell.floats.baseAddress, let gh = product.floats.baseAddress,
      let weights = inputs[2].floats.baseAddress
    else { return }
    let recurrentBias = bias.map { ($0.floats.baseAddress ?? gx) + d * 2 * width + width }
    for n in 0..<e.state {
      h[n] = inputs.optional(5)?.floats[d * e.state + n] ?? 0
      c[n] = inputs.optional(6)?.floats[d * e.state + n] ?? 0
    }
    func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
    for t in recurrence.order(e.steps, d) {
      BLAS.multiply(
        m: e.batch, n: width, k: units, h, lda: units, weights + d * width * units, ldb: units,
        transposedB: true, into: gh, ldc: width)
      for b in 0..<e.batch {
        let row = t * e.batch + b
        let (x, p) = (gx + row * width, gh + b * width)
        for n in 0..<width {
          let sum = x[n] + p[n] + (recurrentBias?[n] ?? 0)
          p[n] = n < 3 * units ? sigmoid(sum) : tanh(sum)
          keep?.gates.floats[row * width + n] = p[n]
        }
        for n in 0..<units {
          let k = b * units + n
          keep?.previous.floats[row * units + n] = h[k]
          keep?.previousCell.floats[row * units + n] = c[k]
          c[k] = p[2 * units + n] * c[k] + p[n] * p[3 * units + n]
          h[k] = p[units + n] * tanh(c[k])
          keep?.cell.floats[row * units + n] = c[k]
          outputs.first?.floats[(t * recurrence.directions + d) * e.state + k] = h[k]
        }
      }
    }
    guard outputs.count == 3 else { return }
    for n in 0..<e.state {
      outputs[1].floats[d * e.state + n] = h[n]
      outputs[2].floats[d * e.state + n] = c[n]
    }
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let outputs = [run.output(0), run.output(1), run.output(2)]
    let e = try recurrence.extents(inputs[0].shape, inputs[1].shape, inputs[2].shape, gates: 4)
    try run.parallel(recurrence.directions) { d, _ in
      self.run(inputs, e, d, outputs, keep: nil, run)
    }
    return outputs
  }

  /// Back through time, with the gates computed anew.
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let inputs = step.inputs
    let e = try recurrence.extents(inputs[0].shape, inputs[1].shape, inputs[2].shape, gates: 4)
    let units = e.hidden
    let sums = RecurrentGradients(step, run)
    func initial(_ index: Int) -> Value? {
      index < step.wants.count && step.wants[index]
        ? run.zeros([recurrence.directions, e.batch, units]) : nil
    }
    let (dInitialState, dInitialCell) = (initial(5), initial(6))
    func gradient(_ index: Int) -> UnsafeMutableBufferPointer<Float>? {
      index < step.gradients.count ? step.gradients[index]?.floats : nil
    }
    let (dy, dLast, dLastCell) = (gradient(0), gradient(1), gradient(2))
    for d in 0..<recurrence.directions {
      let kept = Kept(
        gates: run.uninitialized([e.rows, e.width]), previous: run.uninitialized([e.rows, units]),
        previousCell: run.uninitialized([e.rows, units]), cell: run.uninitialized([e.rows, units]))
      self.run(inputs, e, d, [], keep: kept, run)
      let byGates = run.uninitialized([e.rows, e.width])
      let (state, cell) = (run.zeros([e.batch, units]), run.zeros([e.batch, units]))
      guard let dh = state.floats.baseAddress, let dc = cell.floats.baseAddress,
        let out = byGates.floats.baseAddress, let weights = inputs[2].floats.baseAddress,
        let g = kept.gates.floats.baseAddress
      else { continue }
      for n in 0..<e.state {
        dh[n] = dLast?[d * e.state + n] ?? 0
        dc[n] = dLastCell?[d * e.state + n] ?? 0
      }
      for t in recurrence.order(e.steps, d).reversed() {
        for b in 0..<e.batch {
          let row = t * e.batch + b
          let (gate, p) = (g + row * e.width, out + row * e.width)
          for n in 0..<units {
            let k = b * units + n
            if let dy { dh[k] += dy[(t * recurrence.directions + d) * e.state + k] }
            let (i, o, f, m) = (gate[n], gate[units + n], gate[2 * units + n], gate[3 * units + n])
            let bent = tanh(kept.cell.floats[row * units + n])
            dc[k] += dh[k] * o * (1 - bent * bent)
            p[n] = dc[k] * m * i * (1 - i)
            p[units + n] = dh[k] * bent * o * (1 - o)
            p[2 * units + n] = dc[k] * kept.previousCell.floats[row * units + n] * f * (1 - f)
            p[3 * units + n] = dc[k] * i * (1 - m * m)
            dc[k] *= f
          }
        }
        BLAS.multiply(
          m: e.batch, n: units, k: e.width, out + t * e.batch * e.width, lda: e.width,
          weights + d * e.width * units, ldb: units, into: dh, ldc: units)
      }
      for n in 0..<e.state {
        dInitialState?.floats[d * e.state + n] = dh[n]
        dInitialCell?.floats[d * e.state + n] = dc[n]
      }
      recurrence.addGradients(
        sums, inputs[0], inputs[1], byInput: byGates, byState: byGates, previous: kept.previous, e,
        d)
    }
    return [sums.x, sums.w, sums.r, sums.bias, nil, dInitialState, dInitialCell]
  }
}
