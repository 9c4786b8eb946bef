import Foundation

/// y = x / (bias + alpha/size · Σ x²)^beta, the sum over `size` neighbouring channels.
///
/// x and y `[N, C, spatial…]`.
struct LRN: DifferentiableOperator {
  private let size: Int
  private let alpha, beta, bias: Float

  init(_ node: NodeReader) throws(OperatorError) {
    size = try node.int("size", default: 0, in: 1...(1 << 20))
    alpha = try node.float("alpha", default: 1e-4)
    beta = try node.float("beta", default: 0.75)
    bias = try node.float("bias", default: 1)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    guard inputs[0].rank >= 2 else { throw .invalid("an input of shape \(inputs[0].shape)") }
    return [Fact(inputs[0].type, inputs[0].shape)]
  }

  /// Σ f over the channels that channel c looks at; with `mirrored`, over those that look at c.
  private func summed(_ f: Value, mirrored: Bool, _ run: RunContext) throws(OperatorError) -> Value
  {
    let result = run.uninitialized(f.shape)
    let (channels, area) = (f.shape[1], f.shape[2...].reduce(1, *))
    let (before, behind) = mirrored ? (size / 2, (size - 1) / 2) : ((size - 1) / 2, size / 2)
    let (from, to) = (f.floats, result.floats)
    try run.parallelRanges(f.shape[0] * channels, grain: max(1, (1 << 14) / max(1, area))) { rows in
      for row in rows {
        let c = row % channels
        for n in row * area..<(row + 1) * area { to[n] = 0 }
        for other in max(0, c - before)...min(channels - 1, c + behind) {
          let shift = (other - c) * area
          for n in row * area..<(row + 1) * area { to[n] += from[n + shift] }
        }
      }
    }
    return result
  }

  private func base(_ x: Value, _ run: RunContext) throws(OperatorError) -> Value {
    let squares = run.paired(x, x, x.shape) { $0 * $1 }
    let base = try summed(squares, mirrored: false, run)
    let share = alpha / Float(size)
    for n in base.floats.indices { base.floats[n] = bias + share * base.floats[n] }
    return base
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let x = inputs[0]
    return [run.paired(x, try base(x, run), x.shape) { $0 * pow($1, -beta) }]
  }

  /// dx = dy b^−beta − 2 alpha/size beta · x Σ dy y / b, b the base of the power
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (x, g) = (step.inputs[0], step.gradient)
    let base = try base(x, run)
    let product = run.paired(g, step.outputs[0], x.shape) { $0 * $1 }
    let sums = try summed(
      run.paired(product, base, x.shape) { $0 / $1 }, mirrored: true, run)
    let factor = 2 * alpha / Float(size) * beta
    let through = run.paired(x, sums, x.shape) { factor * $0 * $1 }
    let direct = run.paired(g, base, x.shape) { $0 * pow($1, -beta) }
    return [run.paired(direct, through, x.shape) { $0 - $1 }]
  }
}
