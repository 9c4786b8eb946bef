import Foundation

/// (Σ |x|ᵖ)^(1/p) of each window. x `[N, C, spatial…]`, y `[N, C, output…]`.
struct LpPool: DifferentiableOperator {
  private let attributes: WindowAttributes
  private let p: Float

  init(_ node: NodeReader) throws(OperatorError) {
    attributes = try WindowAttributes(node)
    p = Float(try node.int("p", default: 2, in: 1...64))
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    return [Fact(x.type, Array(x.shape.prefix(2)) + (try attributes.poolWindow(x.shape)).output)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let window = try attributes.poolWindow(x.shape)
    let (source, result) = (x.floats, y.floats)
    try run.parallel(x.shape[0] * x.shape[1]) { row, _ in
      window.forEachOutput { column, places in
        var sum: Float = 0
        for place in places { sum += pow(abs(source[row * window.plane + place]), p) }
        result[row * window.columns + column] = pow(sum, 1 / p)
      }
    }
    return [y]
  }

  /// dx = Σ dy · sign x · (|x| / y)^(p − 1)
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let window = try attributes.poolWindow(x.shape)
    let dx = run.zeros(x.shape)
    let (source, norms, g, target) = (
      x.floats, step.outputs[0].floats, step.gradient.floats, dx.floats
    )
    try run.parallel(x.shape[0] * x.shape[1]) { row, _ in
      window.forEachOutput { column, places in
        let n = row * window.columns + column
        for place in places where norms[n] > 0 {
          let v = source[row * window.plane + place]
          let slope = pow(abs(v) / norms[n], p - 1)
          target[row * window.plane + place] += g[n] * (v < 0 ? -slope : slope)
        }
      }
    }
    return [dx]
  }
}
