import CInferenceKernels

/// Resampling along some axes: nearest, linear or cubic interpolation.
///
/// Each axis is a sparse matrix from input to output places; axes are worked one after the other, so
/// linear in three dimensions is three passes and the gradient is the same with the matrices
/// transposed. Source: ONNX, operator Resize, and its reference implementation's coordinate formulas.
struct Resize: DifferentiableOperator {
  private enum Mode: String { case nearest, linear, cubic }
  private let mode: Mode
  private let coordinates: String
  private let rounding: String
  private let cubicA: Float
  private let excludesOutside: Bool
  private let axes: [Int]?
  private let keepAspect: String
  /// `Upsample` and opset 10 have scales as input 1; later opsets a region of interest first.
  private let scalesAt: Int
  private let fixedScales: [Float]?

  init(_ node: NodeReader) throws(OperatorError) {
    let name = try node.string("mode", default: "nearest")
    guard let mode = Mode(rawValue: name == "bilinear" || name == "trilinear" ? "linear" : name)
    else { throw .unsupported("mode \(name)") }
    self.mode = mode
    let isOld = node.operatorName == "Upsample" || node.opset < 11
    coordinates = try node.string(
      "coordinate_transformation_mode", default: isOld ? "asymmetric" : "half_pixel")
    rounding = try node.string("nearest_mode", default: isOld ? "floor" : "round_prefer_floor")
    guard
      ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric"]
        .contains(coordinates)
    else { throw .unsupported("coordinate_transformation_mode \(coordinates)") }
    guard ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"].contains(rounding) else {
      throw .invalid("nearest_mode is \(rounding)")
    }
    cubicA = try node.float("cubic_coeff_a", default: -0.75)
    excludesOutside = try node.bool("exclude_outside")
    axes = try node.ints("axes")
    keepAspect = try node.string("keep_aspect_ratio_policy", default: "stretch")
    guard keepAspect == "stretch" else {
      throw .unsupported("keep_aspect_ratio_policy \(keepAspect)")
    }
    guard try !node.bool("antialias") else { throw .unsupported("antialias") }
    scalesAt = isOld ? 1 : 2
    fixedScales = try node.floats("scales")
  }

  /// Output extent and scale of every axis.
  private func geometry(_ inputs: Inputs<Fact>) throws(OperatorError) -> [(
    extent: Int, scale: Float
  )] {
    let x = inputs[0].shape
    var geometry = x.map { (extent: $0, scale: Float(1)) }
    var axes = Array(x.indices)
    if let named = self.axes {
      axes = []
      for axis in named { axes.append(try normalized(axis: axis, rank: x.count)) }
    }
    if let sizes = try inputs.known(3, "sizes"), !sizes.isEmpty {
      guard sizes.count == axes.count else { throw .invalid("\(sizes.count) sizes") }
      for (axis, size) in zip(axes, sizes) {
        guard size >= 0, size <= largestExtent, x[axis] > 0 || size == 0 else {
          throw .invalid("a size of \(size)")
        }
        geometry[axis] = (size, x[axis] == 0 ? 1 : Float(size) / Float(x[axis]))
      }
      return geometry
    }
    guard let scales = try inputs.knownFloats(scalesAt, "scales") ?? fixedScales,
      scales.count == axes.count
    else { throw .invalid("neither scales nor sizes for \(axes.count) axes") }
    for (axis, scale) in zip(axes, scales) {
      let extent = (Float(x[axis]) * scale).rounded(.down)
      guard scale > 0, extent <= Float(largestExtent) else { throw .invalid("a scale of \(scale)") }
      geometry[axis] = (Int(extent), scale)
    }
    return geometry
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(inputs[0].type, try geometry(inputs).map(\.extent))]
  }

  // MARK: One axis

  /// For each output place the input places that it mixes, and their shares: `taps` of each.
  struct Axis {
    let from: Int
    let taps: Int
    let places: [Int32]
    let weights: [Float]
    var isIdentity: Bool {
      taps == 1 && places.count == from
        && places.enumerated().allSatisfy { $0.offset == Int($0.element) }
    }
  }

  private func source(_ place: Int, _ from: Int, _ to: Int, _ scale: Float) -> Float {
    let x = Float(place)
    switch coordinates {
    case "align_corners": return to == 1 ? 0 : x * Float(from - 1) / Float(to - 1)
    case "asymmetric": return x / scale
    case "pytorch_half_pixel": return to > 1 ? (x + 0.5) / scale - 0.5 : 0
    case "half_pixel_symmetric":
      let adjusted = Float(to) / (scale * Float(from))
      return Float(from) / 2 * (1 - adjusted) + (x + 0.5) / scale - 0.5
    default: return (x + 0.5) / scale - 0.5
    }
  }

  private func axis(_ from: Int, _ to: Int, _ scale: Float) -> Axis {
    if from == to, scale == 1 {
      return Axis(
        from: from, taps: 1, places: (0..<Int32(to)).map { $0 },
        weights: Array(repeating: 1, count: to))
    }
    let taps = mode == .nearest ? 1 : mode == .linear ? 2 : 4
    var places: [Int32] = []
    var weights: [Float] = []
    func clamped(_ n: Int) -> Int32 { Int32(max(0, min(from - 1, n))) }
    for place in 0..<to {
      let x = source(place, from, to, scale)
      let floor = Int(x.rounded(.down))
      switch mode {
      case .nearest:
        let nearest: Float
        switch rounding {
        case "floor": nearest = x.rounded(.down)
        case "ceil": nearest = x.rounded(.up)
        case "round_prefer_ceil": nearest = (x + 0.5).rounded(.down)
        default: nearest = (x - 0.5).rounded(.up)
        }
        places.append(clamped(Int(nearest)))
        weights.append(1)
      case .linear:
        let share = x - Float(floor)
        places += [clamped(floor), clamped(floor + 1)]
        weights += [1 - share, share]
      case .cubic:
        var shares = cubic(x - Float(floor))
        if excludesOutside {
          for tap in 0..<4 where !(0..<from).contains(floor - 1 + tap) { shares[tap] = 0 }
          let sum = shares.reduce(0, +)
          shares = shares.map { $0 / sum }
        }
        for tap in 0..<4 { places.append(clamped(floor - 1 + tap)) }
        weights += shares
      }
    }
    return Axis(from: from, taps: taps, places: places, weights: weights)
  }

  /// Source: Keys, "Cubic convolution interpolation", 1981, equation 4 with a = `cubic_coeff_a`.
  private func cubic(_ t: Float) -> [Float] {
    let a = cubicA
    func near(_ x: Float) -> Float { ((a + 2) * x - (a + 3)) * x * x + 1 }
    func far(_ x: Float) -> Float { ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
    return [far(t + 1), near(t), near(1 - t), far(2 - t)]
  }

  private func axes(_ x: [Int], _ inputs: Inputs<Value>) throws(OperatorError) -> [Axis] {
    let geometry = try geometry(Inputs(inputs.elements.map { $0.map { Fact($0) } }))
    return zip(x, geometry).map { axis($0, $1.extent, $1.scale) }
  }

  // MARK: All axes

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    var value = inputs[0]
    for (index, axis) in try axes(value.shape, inputs).enumerated().reversed()
    where !axis.isIdentity {
      value = try mixed(value, index, axis, run)
    }
    return [value]
  }

  /// `x` with the places of one axis mixed.
  private func mixed(_ x: Value, _ index: Int, _ axis: Axis, _ run: RunContext)
    throws(OperatorError) -> Value
  {
    var shape = x.shape
    shape[index] = axis.places.count / axis.taps
    let y = run.uninitialized(shape)
    let (count, extent) = (shape[index], x.shape[index])
    let inner = shape[(index + 1)...].reduce(1, *)
    guard let from = x.floats.baseAddress, let to = y.floats.baseAddress, y.count > 0 else {
      return y
    }
    try run.parallel(shape[..<index].reduce(1, *)) { row, _ in
      axis.places.withUnsafeBufferPointer { places in
        axis.weights.withUnsafeBufferPointer { weights in
          guard let places = places.baseAddress, let weights = weights.baseAddress else { return }
          cinference_mix(
            from + row * extent * inner, to + row * count * inner, count, inner, axis.taps, places,
            weights)
        }
      }
    }
    return y
  }

  /// The same with every matrix transposed
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    var g = step.gradient
    for (index, axis) in try axes(x.shape, step.inputs).enumerated() where !axis.isIdentity {
      var shape = g.shape
      let count = shape[index]
      shape[index] = x.shape[index]
      let extent = shape[index]
      let result = run.zeros(shape)
      let inner = shape[(index + 1)...].reduce(1, *)
      let (from, to) = (g.floats, result.floats)
      try run.parallel(shape[..<index].reduce(1, *)) { row, _ in
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        for place in 0..<count {
          for tap in 0..<axis.taps {
            let source = Int(axis.places[place * axis.taps + tap])
            cinference_axpy(
              axis.weights[place * axis.taps + tap], from + (row * count + place) * inner,
              to + (row * extent + source) * inner, inner)
          }
        }
      }
      g = result
    }
    return [g]
  }
}
