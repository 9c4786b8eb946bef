/// What GRU and LSTM share: shapes, directions, and the products with their weights.
///
/// T steps, B items, I inputs, H hidden units, D directions, G gates.
/// x `[T, B, I]`, w `[D, G·H, I]`, r `[D, G·H, H]`, bias `[D, 2·G·H]` (of w, then of r),
/// initial state `[D, B, H]`; y `[T, D, B, H]`, last state `[D, B, H]`.
struct Recurrence: Sendable {
  enum Direction: String { case forward, reverse, bidirectional }
  let direction: Direction
  let hidden: Int

  init(_ node: NodeReader, activations expected: [String]) throws(OperatorError) {
    let name = try node.string("direction", default: "forward")
    guard let direction = Direction(rawValue: name) else { throw .invalid("direction \(name)") }
    self.direction = direction
    hidden = try node.int("hidden_size", default: 0, in: 0...(1 << 20))
    guard try node.int("layout", default: 0) == 0 else { throw .unsupported("layout 1") }
    guard !node.has("clip") else { throw .unsupported("clip") }
    if let named = try node.strings("activations") {
      let all = (0..<(direction == .bidirectional ? 2 : 1)).flatMap { _ in expected }
      guard named == all else { throw .unsupported("activations \(named)") }
    }
    guard node.hasInput.count <= 4 || !node.hasInput[4] else { throw .unsupported("sequence_lens") }
  }

  var directions: Int { direction == .bidirectional ? 2 : 1 }

  /// The steps in the order in which direction `d` takes them.
  func order(_ steps: Int, _ d: Int) -> [Int] {
    direction == .reverse || d == 1 ? (0..<steps).reversed() : Array(0..<steps)
  }

  struct Extents {
    let steps, batch, input, hidden, gates: Int
    var rows: Int { steps * batch }
    var width: Int { gates * hidden }
    var state: Int { batch * hidden }
  }

  func extents(_ x: [Int], _ w: [Int], _ r: [Int], gates: Int) throws(OperatorError) -> Extents {
    guard x.count == 3, w.count == 3, r.count == 3, r[2] > 0,
      (x + w + r).allSatisfy({ $0 < 1 << 28 })
    else { throw .invalid("shapes \(x), \(w), \(r)") }
    let units = r[2]
    guard hidden == 0 || hidden == units, w == [directions, gates * units, x[2]],
      r == [directions, gates * units, units]
    else { throw .invalid("weights of \(w) and \(r) for an input of \(x)") }
    return Extents(steps: x[0], batch: x[1], input: x[2], hidden: units, gates: gates)
  }

  /// Shapes of the outputs, `states` last ones after y.
  func infer(_ inputs: Inputs<Fact>, gates: Int, states: [Int]) throws(OperatorError) -> [Fact] {
    let e = try extents(inputs[0].shape, inputs[1].shape, inputs[2].shape, gates: gates)
    if let bias = inputs.optional(3), bias.shape != [directions, 2 * e.width] {
      throw .invalid("a bias of shape \(bias.shape)")
    }
    let state = [directions, e.batch, e.hidden]
    for index in states {
      if let initial = inputs.optional(index), initial.shape != state {
        throw .invalid("an initial state of shape \(initial.shape)")
      }
    }
    let type = inputs[0].type
    return [Fact(type, [e.steps, directions, e.batch, e.hidden])]
      + states.map { _ in Fact(type, state) }
  }

  func flops(_ inputs: Inputs<Fact>) -> Int {
    let rows = inputs[0].shape[0] * inputs[0].shape[1]
    return 2 &* rows &* (inputs[1].count + inputs[2].count)
  }

  /// The part of the gates that depends on x alone, `[T·B, G·H]`, with the bias of w.
  func inputGates(_ x: Value, _ w: Value, _ bias: Value?, _ e: Extents, _ d: Int, _ run: RunContext)
    -> Value
  {
    let gates = run.uninitialized([e.rows, e.width])
    guard let from = x.floats.baseAddress, let weights = w.floats.baseAddress,
      let to = gates.floats.baseAddress
    else { return gates }
    BLAS.multiply(
      m: e.rows, n: e.width, k: e.input, from, lda: e.input, weights + d * e.width * e.input,
      ldb: e.input, transposedB: true, into: to, ldc: e.width)
    if let bias = bias?.floats {
      for row in 0..<e.rows {
        for n in 0..<e.width { to[row * e.width + n] += bias[d * 2 * e.width + n] }
      }
    }
    return gates
  }

  /// Gradients by x, w, r and bias from those by the gates, for one direction, added to `sums`.
  ///
  /// - Parameters:
  ///   - byInput: gradient by `inputGates`; `byState`: by h · rᵀ + bias of r; both `[T·B, G·H]`.
  ///   - previous: the state before each step, `[T·B, H]`.
  func addGradients(
    _ sums: RecurrentGradients, _ x: Value, _ w: Value, byInput: Value, byState: Value,
    previous: Value, _ e: Extents, _ d: Int
  ) {
    guard let gx = byInput.floats.baseAddress, let gh = byState.floats.baseAddress,
      let h = previous.floats.baseAddress, let from = x.floats.baseAddress,
      let weights = w.floats.baseAddress, e.rows > 0
    else { return }
    if let dx = sums.x?.floats.baseAddress {
      BLAS.multiply(
        m: e.rows, n: e.input, k: e.width, gx, lda: e.width, weights + d * e.width * e.input,
        ldb: e.input, beta: 1, into: dx, ldc: e.input)
    }
    if let dw = sums.w?.floats.baseAddress {
      BLAS.multiply(
        m: e.width, n: e.input, k: e.rows, gx, lda: e.width, transposedA: true, from, ldb: e.input,
        into: dw + d * e.width * e.input, ldc: e.input)
    }
    if let dr = sums.r?.floats.baseAddress {
      BLAS.multiply(
        m: e.width, n: e.hidden, k: e.rows, gh, lda: e.width, transposedA: true, h, ldb: e.hidden,
        into: dr + d * e.width * e.hidden, ldc: e.hidden)
    }
    if let db = sums.bias?.floats.baseAddress {
      for n in 0..<e.width {
        var (a, b) = (0.0, 0.0)
        for row in 0..<e.rows {
          a += Double(gx[row * e.width + n])
          b += Double(gh[row * e.width + n])
        }
        db[d * 2 * e.width + n] = Float(a)
        db[d * 2 * e.width + e.width + n] = Float(b)
      }
    }
  }
}

/// Gradients of a recurrent layer's inputs, zeros at first; nil where not wanted.
struct RecurrentGradients {
  let x, w, r, bias: Value?

  init(_ step: BackwardStep, _ run: RunContext) {
    func zeros(_ index: Int) -> Value? {
      guard index < step.wants.count, step.wants[index] else { return nil }
      return step.inputs.optional(index).map { run.zeros($0.shape) }
    }
    (x, w, r, bias) = (zeros(0), zeros(1), zeros(2), zeros(3))
  }
}
