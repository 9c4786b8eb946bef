/// Two tensors that broadcast, walked together.
extension RunContext {
  /// `y[n] ← f(a, b)` for each element of `shape`.
  func forEachPair<T, Result>(
    _ a: UnsafeMutableBufferPointer<T>, _ shapeA: [Int], _ b: UnsafeMutableBufferPointer<T>,
    _ shapeB: [Int], into y: UnsafeMutableBufferPointer<Result>, _ shape: [Int],
    _ f: (T, T) -> Result
  ) {
    var n = 0
    forEachRow(
      shape, [broadcastStrides(shapeA, to: shape), broadcastStrides(shapeB, to: shape)]
    ) { offsets, length, steps in
      for k in 0..<length {
        y[n] = f(a[offsets[0] + k * steps[0]], b[offsets[1] + k * steps[1]])
        n += 1
      }
    }
  }

  /// A fresh `f(a, b)` of floats, broadcast to `shape`.
  func paired(_ a: Value, _ b: Value, _ shape: [Int], _ f: (Float, Float) -> Float) -> Value {
    let y = uninitialized(shape)
    forEachPair(a.floats, a.shape, b.floats, b.shape, into: y.floats, shape, f)
    return y
  }
}
