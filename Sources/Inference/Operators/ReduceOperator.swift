/// A fold over some axes, all when none is named. The axes are an input in newer opsets.
protocol ReduceOperator: DifferentiableOperator, GlobalPoolingOperator {
  static var reduction: Reduction { get }
  var attributes: ReduceAttributes { get }
  /// The factor that one element's gradient takes, given the folded length, x and y.
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float
}

/// The attributes of a reduction.
struct ReduceAttributes: Sendable {
  let axes: [Int]?
  let keepsAxes: Bool
  /// Whether naming no axes folds none, instead of all.
  let noneMeansNone: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    axes = try node.ints("axes")
    keepsAxes = try node.bool("keepdims", default: true)
    noneMeansNone = try node.bool("noop_with_empty_axes")
  }
}

extension ReduceOperator {
  func folded(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Int] {
    let rank = inputs[0].rank
    let named = try inputs.known(1, "axes") ?? attributes.axes ?? []
    if named.isEmpty { return attributes.noneMeansNone ? [] : Array(0..<rank) }
    return try normalized(axes: named, rank: rank)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(inputs[0].type, try foldedShape(inputs))]
  }

  func foldedShape(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Int] {
    let x = inputs[0]
    let folded = try folded(inputs)
    return x.shape.indices.compactMap { axis in
      folded.contains(axis) ? (attributes.keepsAxes ? 1 : nil) : x.shape[axis]
    }
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int { inputs[0].count }

  /// Whether the axes are all of space, and nothing else, of `[N, C, spatial…]`.
  func poolsAllSpace(_ parameters: [Value?]) -> Bool {
    let named = parameters.first.flatMap { $0?.indices } ?? attributes.axes
    guard let axes = named?.sorted(), axes.count >= 2 else { return false }
    return axes == Array(2..<2 + axes.count) || axes == Array(-axes.count..<0)
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let folded = try folded(Inputs(inputs.elements.map { $0.map { Fact($0) } }))
    guard inputs[0].type.isFloat else {
      return [run.reducedWhole(inputs[0], folded, Self.reduction).reshaped(run.outputs[0].shape)]
    }
    return [try run.reduced(inputs[0], folded, Self.reduction).reshaped(run.outputs[0].shape)]
  }

  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let folded = try folded(Inputs(step.inputs.elements.map { $0.map { Fact($0) } }))
    let kept = x.shape.indices.map { folded.contains($0) ? 1 : x.shape[$0] }
    let length = folded.reduce(1) { $0 * x.shape[$1] }
    let g = run.expanded(step.gradient.reshaped(kept), to: x.shape)
    let y = run.expanded(step.outputs[0].reshaped(kept), to: x.shape)
    let dx = run.uninitialized(x.shape)
    for n in dx.floats.indices {
      dx.floats[n] = g.floats[n] * Self.slope(x.floats[n], y.floats[n], length)
    }
    return [dx, nil]
  }
}
