import CInferenceKernels

/// Convolution over one to three axes: grouped, strided, dilated, padded.
///
/// x `[N, G·C, spatial…]`, w `[G·M, C, kernel…]`, optional bias `[G·M]`, y `[N, G·M, output…]`.
struct Conv: DifferentiableOperator, FusableOperator {
  private let window: WindowAttributes
  private let group: Int
  private var scale: [Float]?
  private var shift: [Float]?
  private var activation = Activation.identity
  private let prepared = PreparedWeights()

  init(_ node: NodeReader) throws(OperatorError) {
    window = try WindowAttributes(node)
    group = try node.int("group", default: 1, in: 1...(1 << 20))
  }

  func fused(scale next: [Float], shift nextShift: [Float]) -> Conv? {
    guard activation == .identity else { return nil }
    var fused = self
    fused.scale = scale.map { zip($0, next).map { $0 * $1 } } ?? next
    fused.shift = shift.map { zip(zip($0, next), nextShift).map { $0.0 * $0.1 + $1 } } ?? nextShift
    return fused
  }

  func fused(_ next: Activation) -> Conv? {
    guard activation == .identity else { return nil }
    var fused = self
    fused.activation = next
    return fused
  }

  private func convolution(_ x: [Int], _ w: [Int]) throws(OperatorError) -> Convolution {
    guard x.count >= 3, w.count == x.count else {
      throw .invalid("an input of shape \(x) and weights of shape \(w)")
    }
    guard w[0] % group == 0, w[0] > 0, x[1] == w[1] * group else {
      throw .invalid("weights of shape \(w) in \(group) groups do not fit an input of shape \(x)")
    }
    if let kernel = window.kernel, kernel != Array(w[2...]) {
      throw .invalid("kernel_shape is \(kernel), the weights have shape \(w)")
    }
    if let scale, scale.count != w[0] { throw .invalid("its normalisation has other channels") }
    let (slide, _) = try window.window(Array(x[2...]), kernel: Array(w[2...]))
    try checkedCount([w[1]] + slide.kernel + slide.output)
    return Convolution(
      items: x[0], groups: group, inputs: w[1], outputs: w[0] / group, window: slide)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let convolution = try convolution(inputs[0].shape, inputs[1].shape)
    if let bias = inputs.optional(2), bias.shape != [inputs[1].shape[0]] {
      throw .invalid("a bias of shape \(bias.shape) for \(inputs[1].shape[0]) channels")
    }
    return [
      Fact(
        inputs[0].type, [inputs[0].shape[0], inputs[1].shape[0]] + convolution.window.output)
    ]
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int {
    2 &* outputs[0].count &* inputs[1].shape.dropFirst().reduce(1, &*)
  }

  /// Scale, shift with the bias in it, and activation.
  private func epilogue(_ bias: Value?) -> Epilogue {
    guard let bias else { return Epilogue(scale: scale, shift: shift, activation: activation) }
    let shifts = bias.floats.enumerated().map { channel, b in
      b * (scale?[channel] ?? 1) + (shift?[channel] ?? 0)
    }
    return Epilogue(scale: scale, shift: shifts, activation: activation)
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, w, y) = (inputs[0], inputs[1], run.output())
    let convolution = try convolution(x.shape, w.shape)
    if let from = x.floats.baseAddress, let weights = w.floats.baseAddress,
      let to = y.floats.baseAddress
    {
      let epilogue = epilogue(inputs.optional(2))
      if convolution.isDepthwise {
        try convolution.depthwise(from, weights, epilogue, into: to, run)
      } else if let winograd = Winograd(convolution, isPrecise: run.isPrecise) {
        let u = try prepared.form(.winograd(winograd.tile), of: w, run) {
          () throws(OperatorError) in
          try winograd.weights(weights, run)
        }
        guard let u = u.floats.baseAddress else { return [y] }
        try winograd.forward(from, u, epilogue, into: to, run)
      } else {
        let packed = try prepared.form(.packed, of: w, run) { () throws(OperatorError) in
          try convolution.packed(weights, run)
        }
        guard let packed = packed.floats.baseAddress else { return [y] }
        try convolution.forward(from, packed: packed, epilogue, into: to, run)
      }
    }
    return [y]
  }

  /// dx = wᵀ · dy rolled back, dw = dy · unrolled(x)ᵀ, db = Σ dy
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (x, w) = (step.inputs[0], step.inputs[1])
    let convolution = try convolution(x.shape, w.shape)
    var g = try activation.backward(step.gradient, y: step.outputs[0], run)
    let bias = step.wants.count > 2 && step.wants[2]
    var gradients: [Value?] = [nil, nil, nil]
    if let scale { g = try run.scaledChannels(g, by: scale) }
    guard let dy = g.floats.baseAddress, let weights = w.floats.baseAddress,
      let from = x.floats.baseAddress
    else { return gradients }
    if step.wants[0] {
      let dx: Value
      if let mirrored = convolution.mirrored {
        dx = run.uninitialized(x.shape)
        if let to = dx.floats.baseAddress {
          try mirroredForward(convolution, mirrored, dy, w, into: to, run)
        }
      } else {
        dx = run.zeros(x.shape)
        if let to = dx.floats.baseAddress {
          try convolution.adjoint(dy, weights, into: to, run)
        }
      }
      gradients[0] = dx
    }
    if step.wants[1] {
      let dw = run.zeros(w.shape)
      if let to = dw.floats.baseAddress {
        try convolution.weightGradient(from, dy, into: to, run)
      }
      gradients[1] = dw
    }
    if bias {
      let axes = g.shape.indices.filter { $0 != 1 }
      gradients[2] = try run.reduced(g, Array(axes), .sum).reshaped([w.shape[0]])
    }
    return gradients
  }

  /// The gradient by the input, by way of the convolution that `convolution.mirrored` answered.
  private func mirroredForward(
    _ convolution: Convolution, _ mirrored: Convolution, _ dy: UnsafePointer<Float>, _ w: Value,
    into dx: UnsafeMutablePointer<Float>, _ run: RunContext
  ) throws(OperatorError) {
    guard let weights = w.floats.baseAddress else { return }
    func turned() -> Value { convolution.mirroredWeights(weights, run) }
    if mirrored.isDepthwise {
      guard let turned = turned().floats.baseAddress else { return }
      try mirrored.depthwise(dy, turned, Epilogue(), into: dx, run)
    } else if let winograd = Winograd(mirrored, isPrecise: run.isPrecise) {
      let u = try prepared.form(.mirroredWinograd(winograd.tile), of: w, run) {
        () throws(OperatorError) in
        let turned = turned()
        guard let turned = turned.floats.baseAddress else { return turned }
        return try winograd.weights(turned, run)
      }
      guard let u = u.floats.baseAddress else { return }
      try winograd.forward(dy, u, Epilogue(), into: dx, run)
    } else {
      let packed = try prepared.form(.mirrored, of: w, run) { () throws(OperatorError) in
        let turned = turned()
        guard let turned = turned.floats.baseAddress else { return turned }
        return try mirrored.packed(turned, run)
      }
      guard let packed = packed.floats.baseAddress else { return }
      try mirrored.forward(dy, packed: packed, Epilogue(), into: dx, run)
    }
  }
}

extension RunContext {
  /// `x` `[N, C, …]` with each channel times its factor.
  func scaledChannels(_ x: Value, by factors: [Float]) throws(OperatorError) -> Value {
    let ones = [Int](repeating: 1, count: x.rank - 2)
    let factor = Value(floats: factors, [1, factors.count] + ones, in: pool)
    return try combined(CINFERENCE_MUL, x, factor)
  }
}
