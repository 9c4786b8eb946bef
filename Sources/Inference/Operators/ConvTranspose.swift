import CInferenceKernels

/// Transposed convolution: the adjoint of `Conv`.
///
/// x `[N, G·M, spatial…]`, w `[G·M, C, kernel…]`, optional bias `[G·C]`, y `[N, G·C, output…]`.
/// Here C and M are the channels of the convolution whose adjoint this is: it maps y to x.
struct ConvTranspose: DifferentiableOperator, FusableOperator {
  private let attributes: WindowAttributes
  private let group: Int
  private let outputPadding: [Int]?
  private let outputShape: [Int]?
  private var activation = Activation.identity

  init(_ node: NodeReader) throws(OperatorError) {
    attributes = try WindowAttributes(node)
    group = try node.int("group", default: 1, in: 1...(1 << 20))
    outputPadding = try node.ints("output_padding", in: 0...(1 << 20))
    outputShape = try node.ints("output_shape", in: 1...(1 << 30))
  }

  func fused(_ next: Activation) -> ConvTranspose? {
    guard activation == .identity else { return nil }
    var fused = self
    fused.activation = next
    return fused
  }

  /// Source: ONNX, operator ConvTranspose, output shape and auto_pad.
  private func convolution(_ x: [Int], _ w: [Int]) throws(OperatorError) -> Convolution {
    guard (3...5).contains(x.count), w.count == x.count, x[1] == w[0], w[0] > 0, w[0] % group == 0,
      w[1] > 0, w[2...].allSatisfy({ (1...1 << 20).contains($0) })
    else { throw .invalid("an input of shape \(x) and weights of shape \(w) in \(group) groups") }
    let rank = x.count - 2
    func extents(_ values: [Int]?, _ fallback: Int, count: Int) throws(OperatorError) -> [Int] {
      guard let values else { return [Int](repeating: fallback, count: count) }
      guard values.count == count else { throw .invalid("an attribute has \(values.count) values") }
      return values
    }
    let kernel = Array(w[2...])
    if let named = attributes.kernel, named != kernel {
      throw .invalid("kernel_shape is \(named), the weights have shape \(w)")
    }
    let stride = try extents(attributes.strides, 1, count: rank)
    let dilation = try extents(attributes.dilations, 1, count: rank)
    let extra = try extents(outputPadding, 0, count: rank)
    let pads = try extents(attributes.pads, 0, count: 2 * rank)
    // output_shape may name all axes or the spatial ones.
    let wanted = outputShape.map { Array($0.suffix(rank)) }
    if let wanted, wanted.count != rank {
      throw .invalid("output_shape has \(wanted.count) values")
    }
    var output: [Int] = []
    var begin: [Int] = []
    for axis in 0..<rank {
      let full =
        (x[axis + 2] - 1) * stride[axis] + extra[axis] + (kernel[axis] - 1) * dilation[axis] + 1
      var (before, after) = (pads[axis], pads[axis + rank])
      let isSame = attributes.autoPad.hasPrefix("SAME")
      if let target = wanted?[axis] ?? (isSame ? x[axis + 2] * stride[axis] : nil) {
        let total = max(0, full - target)
        before = attributes.autoPad == "SAME_UPPER" ? total / 2 : total - total / 2
        after = total - before
        output.append(target)
      } else {
        output.append(full - before - after)
      }
      begin.append(before)
      guard output[axis] > 0 else { throw .invalid("its output would have no extent") }
    }
    let window = Window(
      input: output, output: Array(x[2...]), kernel: kernel, stride: stride, dilation: dilation,
      pad: begin)
    try checkedCount([w[1]] + kernel + output)
    return Convolution(
      items: x[0], groups: group, inputs: w[1], outputs: w[0] / group, window: window)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let convolution = try convolution(inputs[0].shape, inputs[1].shape)
    let channels = inputs[1].shape[1] * group
    if let bias = inputs.optional(2), bias.shape != [channels] {
      throw .invalid("a bias of shape \(bias.shape) for \(channels) channels")
    }
    return [Fact(inputs[0].type, [inputs[0].shape[0], channels] + convolution.window.input)]
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int {
    2 &* inputs[0].count &* inputs[1].shape.dropFirst().reduce(1, &*)
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, w, y) = (inputs[0], inputs[1], run.output())
    let convolution = try convolution(x.shape, w.shape)
    guard let from = x.floats.baseAddress, let weights = w.floats.baseAddress,
      let to = y.floats.baseAddress
    else { return [y] }
    y.floats.update(repeating: 0)
    try convolution.adjoint(from, weights, into: to, run)
    let bias = inputs.optional(2)?.floats
    if bias == nil, activation == .identity { return [y] }
    let (plane, channels, function) = (convolution.window.plane, y.shape[1], activation.kernel)
    try run.parallel(y.shape[0] * channels) { row, _ in
      cinference_epilogue(
        function, 1, bias?[row % channels] ?? 0, to + row * plane, to + row * plane, plane)
    }
    return [y]
  }

  /// dx = Conv(dy, w), dw = x · unrolled(dy)ᵀ, db = Σ dy
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (x, w) = (step.inputs[0], step.inputs[1])
    let convolution = try convolution(x.shape, w.shape)
    let g = try activation.backward(step.gradient, y: step.outputs[0], run)
    var gradients: [Value?] = [nil, nil, nil]
    guard let dy = g.floats.baseAddress, let weights = w.floats.baseAddress,
      let from = x.floats.baseAddress
    else { return gradients }
    if step.wants[0] {
      let dx = run.uninitialized(x.shape)
      if let to = dx.floats.baseAddress {
        if convolution.isDepthwise {
          try convolution.depthwise(dy, weights, Epilogue(), into: to, run)
        } else {
          let packed = try convolution.packed(weights, run)
          run.pool.keep(packed.storage)
          guard let packed = packed.floats.baseAddress else { return gradients }
          try convolution.forward(dy, packed: packed, Epilogue(), into: to, run)
        }
      }
      gradients[0] = dx
    }
    if step.wants[1] {
      let dw = run.zeros(w.shape)
      if let to = dw.floats.baseAddress {
        try convolution.weightGradient(dy, from, into: to, run)
      }
      gradients[1] = dw
    }
    if step.wants.count > 2, step.wants[2] {
      let axes = g.shape.indices.filter { $0 != 1 }
      gradients[2] = try run.reduced(g, Array(axes), .sum).reshaped([g.shape[1]])
    }
    return gradients
  }
}
