import Foundation

/// (Σ |x|ᵖ)^(1/p) over all of space. x `[N, C, spatial…]`, y `[N, C, 1…]`.
struct GlobalLpPool: DifferentiableOperator, GlobalPoolingOperator {
  private let p: Float

  init(_ node: NodeReader) throws(OperatorError) {
    p = Float(try node.int("p", default: 2, in: 1...64))
  }

  func poolsAllSpace(_ parameters: [Value?]) -> Bool { true }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    try globalPoolShape(inputs[0])
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let x = inputs[0]
    let powers = run.paired(x, x, x.shape) { x, _ in pow(abs(x), p) }
    let y = try run.reduced(powers, Array(2..<x.rank), .sum)
    for n in y.floats.indices { y.floats[n] = pow(y.floats[n], 1 / p) }
    return [y]
  }

  /// dx = dy · sign x · (|x| / y)^(p − 1)
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let slope = run.paired(x, step.outputs[0], x.shape) { x, y in
      guard y > 0 else { return 0 }
      let slope = pow(abs(x) / y, p - 1)
      return x < 0 ? -slope : slope
    }
    return [run.paired(slope, step.gradient, x.shape) { $0 * $1 }]
  }
}
