/// A tensor with a border: constant, edge, reflect or wrap. Attributes up to opset 10, then inputs.
/// Negative widths cut.
struct Pad: DifferentiableOperator {
  private enum Mode: String { case constant, edge, reflect, wrap }
  private let mode: Mode
  private let pads: [Int]?
  private let fill: Float

  init(_ node: NodeReader) throws(OperatorError) {
    let name = try node.string("mode", default: "constant")
    guard let mode = Mode(rawValue: name) else { throw .unsupported("mode \(name)") }
    self.mode = mode
    pads = try node.ints("pads")
    fill = try node.float("value", default: 0)
  }

  /// Widths before and after each axis.
  private func widths(_ inputs: Inputs<Fact>) throws(OperatorError) -> [(before: Int, after: Int)] {
    let rank = inputs[0].rank
    let axes = try normalizedList(try inputs.known(3, "axes") ?? Array(0..<rank), rank)
    guard let pads = try inputs.known(1, "pads") ?? pads, pads.count == 2 * axes.count,
      pads.allSatisfy({ abs($0.clamped) <= 1 << 30 })
    else { throw .invalid("pads do not fit \(axes.count) axes") }
    var widths = [(before: Int, after: Int)](repeating: (0, 0), count: rank)
    for (n, axis) in axes.enumerated() { widths[axis] = (pads[n], pads[n + axes.count]) }
    return widths
  }

  private func normalizedList(_ axes: [Int], _ rank: Int) throws(OperatorError) -> [Int] {
    var list: [Int] = []
    for axis in axes { list.append(try normalized(axis: axis, rank: rank)) }
    guard Set(list).count == list.count else { throw .invalid("an axis is named twice") }
    return list
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0]
    let widths = try widths(inputs)
    if let constant = inputs.optional(2),
      constant.type.representation != x.type.representation || constant.count > 1
    {
      throw .invalid("a constant of shape \(constant.shape) and type \(constant.type)")
    }
    var shape: [Int] = []
    for (extent, width) in zip(x.shape, widths) {
      let padded = extent + width.before + width.after
      guard padded >= 0, mode == .constant || extent > 0 || padded == 0 else {
        throw .invalid("an extent of \(extent) cannot be padded by \(width)")
      }
      if mode == .reflect, max(width.before, width.after) > max(0, extent - 1) {
        throw .invalid("reflection of \(width) over an extent of \(extent)")
      }
      shape.append(padded)
    }
    return [Fact(x.type, shape)]
  }

  /// For each place along one axis of the result the place it shows; nil for the constant.
  private func sources(_ extent: Int, _ before: Int, _ count: Int) -> [Int?] {
    (0..<count).map { place in
      let n = place - before
      switch mode {
      case .constant: return (0..<extent).contains(n) ? n : nil
      case .edge: return max(0, min(extent - 1, n))
      case .wrap: return ((n % extent) + extent) % extent
      case .reflect: return n < 0 ? -n : n >= extent ? 2 * (extent - 1) - n : n
      }
    }
  }

  /// Calls `body(place in y, place in x)` for each element that shows one.
  private func forEach(_ x: [Int], _ y: [Int], _ inputs: Inputs<Value>, _ body: (Int, Int) -> Void)
    throws(OperatorError)
  {
    let widths = try widths(Inputs(inputs.elements.map { $0.map { Fact($0) } }))
    let own = strides(of: x)
    let maps = y.indices.map { sources(x[$0], widths[$0].before, y[$0]) }
    func walk(_ axis: Int, _ n: Int, _ offset: Int) {
      guard axis < y.count else { return body(n, offset) }
      for (place, source) in maps[axis].enumerated() {
        if let source { walk(axis + 1, n * y[axis] + place, offset + source * own[axis]) }
      }
    }
    if !y.contains(0) { walk(0, 0, 0) }
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let constant = inputs.optional(2)
    switch x.type.representation {
    case .float:
      y.floats.update(repeating: constant?.floats.first ?? fill)
      let (from, to) = (x.floats, y.floats)
      try forEach(x.shape, y.shape, inputs) { to[$0] = from[$1] }
    case .integer:
      y.integers.update(repeating: constant?.integers.first ?? 0)
      let (from, to) = (x.integers, y.integers)
      try forEach(x.shape, y.shape, inputs) { to[$0] = from[$1] }
    case .bool:
      y.bools.update(repeating: constant?.bools.first ?? 0)
      let (from, to) = (x.bools, y.bools)
      try forEach(x.shape, y.shape, inputs) { to[$0] = from[$1] }
    }
    return [y]
  }

  /// dx sums the dy of every place that shows it
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let dx = run.zeros(x.shape)
    let (g, to) = (step.gradient.floats, dx.floats)
    try forEach(x.shape, step.gradient.shape, step.inputs) { to[$1] += g[$0] }
    return [dx]
  }
}

extension Int {
  /// Far enough from the ends of the type that its magnitude exists.
  fileprivate var clamped: Int { Swift.max(-Int.max, self) }
}
