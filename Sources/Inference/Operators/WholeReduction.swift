extension RunContext {
  /// Whole numbers or booleans folded over `axes`; the result's shape has 1 in their place.
  func reducedWhole(_ x: Value, _ axes: [Int], _ kind: Reduction) -> Value {
    let shape = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
    let y = Value(x.type, shape, in: pool)
    let isBool = x.type == .bool
    let length = Int64(axes.reduce(1) { $0 * x.shape[$1] })
    let first: Int64 =
      switch kind {
      case .sum, .mean, .sumOfSquares: 0
      case .product: 1
      case .max: isBool ? 0 : .min
      case .min: isBool ? 1 : .max
      }
    var totals = [Int64](repeating: first, count: y.count)
    forEachRow(x.shape, [broadcastStrides(shape, to: x.shape), strides(of: x.shape)]) {
      offsets, length, steps in
      for k in 0..<length {
        let place = offsets[1] + k * steps[1]
        let v = isBool ? Int64(x.bools[place]) : x.integers[place]
        let total = offsets[0] + k * steps[0]
        switch kind {
        case .sum, .mean: totals[total] &+= v
        case .sumOfSquares: totals[total] &+= v &* v
        case .product: totals[total] &*= v
        case .max: totals[total] = Swift.max(totals[total], v)
        case .min: totals[total] = Swift.min(totals[total], v)
        }
      }
    }
    for (n, total) in totals.enumerated() {
      let result = kind == .mean && length > 0 ? total / length : total
      if isBool { y.bools[n] = result == 0 ? 0 : 1 } else { y.integers[n] = x.type.wrapped(result) }
    }
    return y
  }
}
