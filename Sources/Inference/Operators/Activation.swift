import CInferenceKernels

/// Element functions that another operator can apply to its result before storing it.
enum Activation: Sendable, Equatable {
  case identity
  case relu
  /// x where x ≥ 0, else slope · x.
  case leakyRelu(slope: Float)
  case clip(Float, Float)
  case sigmoid
  case tanh
  /// x · clip(x / 6 + 1/2, 0, 1).
  case hardSwish

  /// Whether the derivative follows from the result alone.
  var isInvertible: Bool {
    switch self {
    case .hardSwish: false
    case .leakyRelu(let slope): slope > 0
    default: true
    }
  }

  private var code: cinference_activation {
    switch self {
    case .identity: CINFERENCE_IDENTITY
    case .relu: CINFERENCE_RELU
    case .leakyRelu: CINFERENCE_LEAKY_RELU
    case .clip: CINFERENCE_CLIP
    case .sigmoid: CINFERENCE_SIGMOID
    case .tanh: CINFERENCE_TANH
    case .hardSwish: CINFERENCE_HARD_SWISH
    }
  }

  private var parameters: (Float, Float) {
    switch self {
    case .leakyRelu(let slope): (slope, 0)
    case .clip(let low, let high): (low, high)
    default: (0, 0)
    }
  }

  /// As the kernels take it.
  var kernel: cinference_activation_function {
    cinference_activation_function(code: code, a: parameters.0, b: parameters.1)
  }

  /// `destination[n] ← f(source[n])`; the two may be the same.
  func apply(
    _ source: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>, count: Int
  ) {
    cinference_activate(kernel, source, destination, count)
  }

  /// `gradient · f′`, from the result `y`.
  /// - Precondition: `isInvertible`.
  func backward(_ gradient: Value, y: Value, _ run: RunContext) throws(OperatorError) -> Value {
    if self == .identity { return gradient }
    let result = run.uninitialized(gradient.shape)
    let (g, y, r) = (gradient.floats, y.floats, result.floats)
    try run.parallelRanges(r.count, grain: 1 << 16) { range in
      switch self {
      case .identity, .hardSwish: preconditionFailure("\(self) has no derivative by its result")
      case .relu: for n in range { r[n] = y[n] > 0 ? g[n] : 0 }
      case .leakyRelu(let slope): for n in range { r[n] = y[n] > 0 ? g[n] : slope * g[n] }
      case .clip(let low, let high):
        for n in range { r[n] = y[n] > low && y[n] < high ? g[n] : 0 }
      case .sigmoid: for n in range { r[n] = g[n] * y[n] * (1 - y[n]) }
      case .tanh: for n in range { r[n] = g[n] * (1 - y[n] * y[n]) }
      }
    }
    return result
  }
}
