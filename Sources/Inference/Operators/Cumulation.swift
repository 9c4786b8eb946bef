/// A running sum or product along an axis.
struct Cumulation: Sendable {
  let isExclusive, isReverse: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    isExclusive = try node.bool("exclusive")
    isReverse = try node.bool("reverse")
  }

  private init(isExclusive: Bool, isReverse: Bool) {
    (self.isExclusive, self.isReverse) = (isExclusive, isReverse)
  }

  /// The same sum from the other end: the adjoint of this one.
  var reversed: Cumulation { .init(isExclusive: isExclusive, isReverse: !isReverse) }

  static func axis(_ axis: Value, rank: Int) throws(OperatorError) -> Int {
    guard axis.count == 1 else { throw .invalid("an axis of shape \(axis.shape)") }
    return try normalized(axis: axis.indices[0], rank: rank)
  }

  func run<T>(
    _ x: UnsafeMutableBufferPointer<T>, into y: UnsafeMutableBufferPointer<T>, _ shape: [Int],
    axis: Int, from start: T, _ combine: (T, T) -> T
  ) {
    let (count, inner) = (shape[axis], shape[(axis + 1)...].reduce(1, *))
    guard count > 0 else { return }
    for row in 0..<x.count / count {
      let first = row / inner * count * inner + row % inner
      var total = start
      for k in 0..<count {
        let n = first + (isReverse ? count - 1 - k : k) * inner
        let next = combine(total, x[n])
        y[n] = isExclusive ? total : next
        total = next
      }
    }
  }
}
