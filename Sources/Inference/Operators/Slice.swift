/// Evenly spaced places along some axes. Attributes up to opset 9, then inputs.
struct Slice: DifferentiableOperator {
  private let starts, ends, axes: [Int]?

  init(_ node: NodeReader) throws(OperatorError) {
    starts = try node.ints("starts")
    ends = try node.ints("ends")
    axes = try node.ints("axes")
  }

  /// First place, step and extent on every axis.
  ///
  /// Source: ONNX, operator Slice; bounds beyond the tensor are cut to it.
  private func boxes(_ inputs: Inputs<Fact>) throws(OperatorError) -> [(
    start: Int, step: Int, count: Int
  )] {
    let x = inputs[0].shape
    guard let starts = try inputs.known(1, "starts") ?? starts,
      let ends = try inputs.known(2, "ends") ?? ends, starts.count == ends.count
    else { throw .invalid("starts and ends are absent or of unequal length") }
    let axes = try inputs.known(3, "axes") ?? axes ?? Array(starts.indices)
    let steps = try inputs.known(4, "steps") ?? [Int](repeating: 1, count: starts.count)
    guard axes.count == starts.count, steps.count == starts.count else {
      throw .invalid("starts, axes and steps are of unequal length")
    }
    var boxes = x.map { (start: 0, step: 1, count: $0) }
    var seen = Set<Int>()
    for n in starts.indices {
      let axis = try normalized(axis: axes[n], rank: x.count)
      guard seen.insert(axis).inserted else { throw .invalid("axis \(axis) is named twice") }
      let (step, extent) = (steps[n], x[axis])
      guard step != 0, step > Int.min else { throw .invalid("a step of \(step)") }
      func place(_ bound: Int, _ low: Int, _ high: Int) -> Int {
        max(low, min(high, bound < 0 ? bound + extent : bound))
      }
      // Downwards, the place before the first is −1.
      let start = step > 0 ? place(starts[n], 0, extent) : place(starts[n], 0, extent - 1)
      let end = step > 0 ? place(ends[n], 0, extent) : place(ends[n], -1, extent - 1)
      let span = step > 0 ? end - start : start - end
      let length = span <= 0 || extent == 0 ? 0 : (span - 1) / abs(step) + 1
      boxes[axis] = (start, length <= 1 ? 1 : step, length)
    }
    return boxes
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(inputs[0].type, try boxes(inputs).map(\.count))]
  }

  private func place(_ x: Value, _ inputs: Inputs<Value>) throws(OperatorError) -> (
    offset: Int, steps: [Int], shape: [Int]
  ) {
    let boxes = try boxes(Inputs(inputs.elements.map { $0.map { Fact($0) } }))
    let own = strides(of: x.shape)
    let offset = zip(boxes, own).reduce(0) { $0 + $1.0.start * $1.1 }
    return (offset, zip(boxes, own).map { $0.step * $1 }, boxes.map(\.count))
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (x, y) = (inputs[0], run.output())
    let place = try place(x, inputs)
    let stride = x.type.representation.stride
    if y.count > 0 {
      copyBox(
        y.shape, stride: stride, from: x.storage.pointer + place.offset * stride, place.steps,
        to: y.storage.pointer, strides(of: y.shape))
    }
    return [y]
  }

  /// dy where it came from, zeros elsewhere
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0]
    let dx = run.zeros(x.shape)
    let place = try place(x, step.inputs)
    if step.gradient.count > 0 {
      copyBox(
        place.shape, stride: 4, from: step.gradient.storage.pointer, strides(of: place.shape),
        to: dx.storage.pointer + place.offset * 4, place.steps)
    }
    return [dx]
  }
}
