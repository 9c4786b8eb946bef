import CInferenceKernels

/// y = alpha · op(a) · op(b) + beta · c. a `[M, K]`, b `[K, N]` (or transposed), c broadcasts to y.
struct Gemm: DifferentiableOperator, FusableOperator {
  private let alpha, beta: Float
  private let transposedA, transposedB: Bool
  private var activation = Activation.identity

  init(_ node: NodeReader) throws(OperatorError) {
    alpha = try node.float("alpha", default: 1)
    beta = try node.float("beta", default: 1)
    transposedA = try node.bool("transA")
    transposedB = try node.bool("transB")
  }

  func fused(_ next: Activation) -> Gemm? {
    guard activation == .identity else { return nil }
    var fused = self
    fused.activation = next
    return fused
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (a, b) = (inputs[0], inputs[1])
    guard a.rank == 2, b.rank == 2, (a.shape + b.shape).allSatisfy({ $0 <= Int32.max }),
      a.shape[transposedA ? 0 : 1] == b.shape[transposedB ? 1 : 0]
    else { throw .invalid("\(a.shape) and \(b.shape) cannot be multiplied") }
    let shape = [a.shape[transposedA ? 1 : 0], b.shape[transposedB ? 0 : 1]]
    if let c = inputs.optional(2), try broadcast(c.shape, shape) != shape {
      throw .invalid("\(c.shape) does not broadcast to \(shape)")
    }
    return [Fact(a.type, shape)]
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int {
    2 &* outputs[0].count &* inputs[0].shape[transposedA ? 0 : 1]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    var y = run.output()
    try run.matrixProduct(
      inputs[0], transposedA: transposedA, inputs[1], transposedB: transposedB, into: y)
    if alpha != 1 { y = run.scaled(y, by: alpha) }
    if let c = inputs.optional(2) {
      y = try run.combined(CINFERENCE_ADD, y, beta == 1 ? c : run.scaled(c, by: beta))
    }
    if activation != .identity, let values = y.floats.baseAddress {
      activation.apply(values, to: values, count: y.count)
    }
    return [y]
  }

  /// d op(a) = alpha · dy · op(b)ᵀ, d op(b) = alpha · op(a)ᵀ · dy, dc = beta · Σ dy
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (a, b) = (step.inputs[0], step.inputs[1])
    let g = try activation.backward(step.gradient, y: step.outputs[0], run)
    let scaled = alpha == 1 ? g : run.scaled(g, by: alpha)
    var gradients: [Value?] = [nil, nil, nil]
    if step.wants[0] {
      let da = run.uninitialized(a.shape)
      if transposedA {
        try run.matrixProduct(b, transposedA: transposedB, scaled, transposedB: true, into: da)
      } else {
        try run.matrixProduct(scaled, b, transposedB: !transposedB, into: da)
      }
      gradients[0] = da
    }
    if step.wants[1] {
      let db = run.uninitialized(b.shape)
      if transposedB {
        try run.matrixProduct(scaled, transposedA: true, a, transposedB: transposedA, into: db)
      } else {
        try run.matrixProduct(a, transposedA: !transposedA, scaled, into: db)
      }
      gradients[1] = db
    }
    if step.wants.count > 2, step.wants[2] {
      gradients[2] = try run.summed(
        beta == 1 ? g : run.scaled(g, by: beta), to: step.inputs[2].shape)
    }
    return gradients
  }
}
