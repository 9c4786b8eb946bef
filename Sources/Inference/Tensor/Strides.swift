/// Elements from one place to the next along each axis of a C-ordered tensor.
func strides(of shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * shape[axis + 1]
  }
  return strides
}

/// The shape that two shapes broadcast to.
/// Source: ONNX, docs/Broadcasting.md (NumPy's rule).
func broadcast(_ a: [Int], _ b: [Int]) throws(OperatorError) -> [Int] {
  let rank = max(a.count, b.count)
  let x = [Int](repeating: 1, count: rank - a.count) + a
  let y = [Int](repeating: 1, count: rank - b.count) + b
  var shape: [Int] = []
  for (m, n) in zip(x, y) {
    guard m == n || m == 1 || n == 1 else {
      throw .invalid("shapes \(a) and \(b) do not broadcast")
    }
    shape.append(m == 1 ? n : m)
  }
  return shape
}

/// Strides of `shape` read as the larger `target`: 0 along repeated axes.
func broadcastStrides(_ shape: [Int], to target: [Int]) -> [Int] {
  let missing = target.count - shape.count
  let own = strides(of: shape)
  return target.indices.map { axis in
    axis < missing || (shape[axis - missing] == 1 && target[axis] != 1) ? 0 : own[axis - missing]
  }
}

/// Calls `body(index, offsets)` for each innermost row of `shape`, in C order: `offsets` are where
/// the row begins in operands of the given strides. Axes that all operands walk evenly are one.
///
/// - Returns: by way of `body` the row's length and each operand's step in it.
func forEachRow(
  _ shape: [Int], _ operands: [[Int]],
  _ body: (_ offsets: [Int], _ length: Int, _ steps: [Int]) -> Void
) {
  guard !shape.contains(0) else { return }
  // Merge neighbouring axes.
  var extents: [Int] = []
  var steps = operands.map { _ in [Int]() }
  for axis in shape.indices where shape[axis] != 1 {
    let merges =
      !extents.isEmpty
      && operands.indices.allSatisfy {
        steps[$0][extents.count - 1] == operands[$0][axis] * shape[axis]
      }
    if merges {
      extents[extents.count - 1] *= shape[axis]
      for n in operands.indices { steps[n][extents.count - 1] = operands[n][axis] }
    } else {
      extents.append(shape[axis])
      for n in operands.indices { steps[n].append(operands[n][axis]) }
    }
  }
  guard let length = extents.last else {
    body(operands.map { _ in 0 }, 1, operands.map { _ in 0 })
    return
  }
  let inner = steps.map { $0[extents.count - 1] }
  var index = [Int](repeating: 0, count: extents.count - 1)
  var offsets = operands.map { _ in 0 }
  while true {
    body(offsets, length, inner)
    var axis = index.count - 1
    while axis >= 0 {
      index[axis] += 1
      for n in offsets.indices { offsets[n] += steps[n][axis] }
      if index[axis] < extents[axis] { break }
      for n in offsets.indices { offsets[n] -= steps[n][axis] * extents[axis] }
      index[axis] = 0
      axis -= 1
    }
    if axis < 0 { return }
  }
}

/// Copies a box of elements between two strided places; any element type.
///
/// - Parameters:
///   - stride: bytes of one element.
///   - from, to: first element of each; strides in elements.
func copyBox(
  _ shape: [Int], stride: Int, from: UnsafeRawPointer, _ fromStrides: [Int],
  to: UnsafeMutableRawPointer, _ toStrides: [Int]
) {
  forEachRow(shape, [fromStrides, toStrides]) { offsets, length, steps in
    let source = from + offsets[0] * stride
    let target = to + offsets[1] * stride
    if steps[0] == 1, steps[1] == 1 {
      target.copyMemory(from: source, byteCount: length * stride)
      return
    }
    switch stride {
    case 4: copyRow(UInt32.self, source, steps[0], target, steps[1], length)
    case 8: copyRow(UInt64.self, source, steps[0], target, steps[1], length)
    default: copyRow(UInt8.self, source, steps[0], target, steps[1], length)
    }
  }
}

private func copyRow<T: BitwiseCopyable>(
  _: T.Type, _ from: UnsafeRawPointer, _ fromStep: Int, _ to: UnsafeMutableRawPointer,
  _ toStep: Int,
  _ length: Int
) {
  let source = from.assumingMemoryBound(to: T.self)
  let target = to.assumingMemoryBound(to: T.self)
  for n in 0..<length { target[n * toStep] = source[n * fromStep] }
}

extension RunContext {
  /// `value` repeated to `shape`.
  func expanded(_ value: Value, to shape: [Int]) -> Value {
    let result = Value(value.type, shape, in: pool)
    copyBox(
      shape, stride: value.type.representation.stride, from: value.storage.pointer,
      broadcastStrides(value.shape, to: shape), to: result.storage.pointer, strides(of: shape))
    return result
  }

  /// `value` with its axes in the order of `permutation`.
  func transposed(_ value: Value, _ permutation: [Int]) -> Value {
    let shape = permutation.map { value.shape[$0] }
    let own = strides(of: value.shape)
    let result = Value(value.type, shape, in: pool)
    copyBox(
      shape, stride: value.type.representation.stride, from: value.storage.pointer,
      permutation.map { own[$0] }, to: result.storage.pointer, strides(of: shape))
    return result
  }

  /// The adjoint of broadcasting: `gradient` summed over the axes along which `shape` was repeated.
  func summed(_ gradient: Value, to shape: [Int]) throws(OperatorError) -> Value {
    if gradient.shape == shape { return gradient }
    let missing = gradient.rank - shape.count
    let axes = gradient.shape.indices.filter {
      $0 < missing || (shape[$0 - missing] == 1 && gradient.shape[$0] != 1)
    }
    return try reduced(gradient, axes, .sum).reshaped(shape)
  }
}
