/// Calls `body(n, place)` for each index of `indices`: place is where it points in a tensor of `shape`,
/// whose other axes follow the index's own.
func forEachElement(
  _ shape: [Int], _ indices: Value, axis: Int, _ body: (_ n: Int, _ place: Int) -> Void
) throws(OperatorError) {
  let own = strides(of: shape)
  var steps = own
  steps[axis] = 0
  let chosen = indices.integers
  var n = 0
  var wrong: Int64?
  forEachRow(indices.shape, [steps]) { offsets, length, step in
    for k in 0..<length {
      let index = chosen[n] < 0 ? chosen[n] + Int64(shape[axis]) : chosen[n]
      if index >= 0, index < Int64(shape[axis]) {
        body(n, offsets[0] + k * step[0] + Int(index) * own[axis])
      } else {
        wrong = chosen[n]
      }
      n += 1
    }
  }
  if let wrong { throw .invalid("index \(wrong) is outside an extent of \(shape[axis])") }
}

/// Checks that indices point element by element into a tensor of `shape`.
func checkElementIndices(_ shape: [Int], _ indices: [Int], axis: Int) throws(OperatorError) {
  guard indices.count == shape.count,
    shape.indices.allSatisfy({ $0 == axis || indices[$0] <= shape[$0] })
  else { throw .invalid("indices of \(indices) into \(shape)") }
}

/// Calls `body(n, place)` for each tuple along the last axis of `indices`: place is the first element
/// of the block that it names in a tensor of `shape`, whose first `batch` axes follow the tuple's own.
func forEachTuple(
  _ shape: [Int], _ indices: Value, batch: Int = 0, _ body: (_ n: Int, _ place: Int) -> Void
) throws(OperatorError) {
  let own = strides(of: shape)
  let length = indices.shape[indices.rank - 1]
  let chosen = indices.integers
  let count = indices.shape.dropLast().reduce(1, *)
  let inBatch = indices.shape[batch...].dropLast().reduce(1, *)
  let block = shape[batch...].reduce(1, *)
  for n in 0..<count {
    var place = n / max(inBatch, 1) * block
    for k in 0..<length {
      let extent = shape[batch + k]
      let named = chosen[n * length + k]
      guard named >= -Int64(extent), named < Int64(extent) else {
        throw .invalid("index \(named) is outside an extent of \(extent)")
      }
      place += (Int(named) + (named < 0 ? extent : 0)) * own[batch + k]
    }
    body(n, place)
  }
}
