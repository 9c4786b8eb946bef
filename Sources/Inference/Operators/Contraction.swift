/// A tensor whose axes have labels; the label of two axes means their diagonal.
struct LabelledValue {
  let value: Value
  let labels: [Int]

  init(_ value: Value, _ labels: [Int]) { (self.value, self.labels) = (value, labels) }
}

extension RunContext {
  /// The sum of the operands' products over every label that `output` lacks.
  func contracted(_ operands: [LabelledValue], to output: [Int], _ extents: [Int: Int])
    throws(OperatorError) -> LabelledValue
  {
    var rest = operands.map { diagonal($0) }
    var result = rest.removeFirst()
    while !rest.isEmpty {
      let next = rest.removeFirst()
      let later = Set(output + rest.flatMap(\.labels))
      result = try contracted(result, next, keeping: later)
    }
    result = try summed(result, keeping: Set(output))
    // Labels that no operand has are repeated.
    let missing = output.filter { !result.labels.contains($0) }
    let all = LabelledValue(
      result.value.reshaped(missing.map { _ in 1 } + result.value.shape), missing + result.labels)
    let ordered = permuted(all, output)
    return LabelledValue(
      expanded(ordered.value, to: output.map { extents[$0] ?? 1 }), output)
  }

  /// The diagonal along labels that stand twice.
  private func diagonal(_ x: LabelledValue) -> LabelledValue {
    let labels = x.labels.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
    if labels.count == x.labels.count { return x }
    let own = strides(of: x.value.shape)
    let steps = labels.map { label in
      x.labels.indices.filter { x.labels[$0] == label }.reduce(0) { $0 + own[$1] }
    }
    let shape = labels.map { label in
      x.labels.indices.filter { x.labels[$0] == label }.map { x.value.shape[$0] }.min() ?? 1
    }
    let result = uninitialized(shape)
    copyBox(
      shape, stride: 4, from: x.value.storage.pointer, steps, to: result.storage.pointer,
      strides(of: shape))
    return LabelledValue(result, labels)
  }

  /// The adjoint of `diagonal`: `x` with axes `from`, put on the diagonal of `to`.
  func onDiagonal(_ x: Value, _ from: [Int], _ to: [Int], _ shape: [Int]) -> Value {
    let result = zeros(shape)
    let own = strides(of: shape)
    let steps = from.map { label in
      to.indices.filter { to[$0] == label }.reduce(0) { $0 + own[$1] }
    }
    copyBox(
      x.shape, stride: 4, from: x.storage.pointer, strides(of: x.shape),
      to: result.storage.pointer, steps)
    return result
  }

  private func permuted(_ x: LabelledValue, _ labels: [Int]) -> LabelledValue {
    if x.labels == labels { return x }
    return LabelledValue(
      transposed(x.value, labels.map { x.labels.firstIndex(of: $0) ?? 0 }), labels)
  }

  private func summed(_ x: LabelledValue, keeping kept: Set<Int>) throws(OperatorError)
    -> LabelledValue
  {
    let folded = x.labels.indices.filter { !kept.contains(x.labels[$0]) }
    if folded.isEmpty { return x }
    let labels = x.labels.filter(kept.contains)
    let shape = x.labels.indices.filter { !folded.contains($0) }.map { x.value.shape[$0] }
    return LabelledValue(try reduced(x.value, folded, .sum).reshaped(shape), labels)
  }

  /// a · b as one matrix product a batch: labels of both are the batch where they are kept, and are
  /// summed where not.
  private func contracted(_ a: LabelledValue, _ b: LabelledValue, keeping later: Set<Int>)
    throws(OperatorError) -> LabelledValue
  {
    let a = try summed(a, keeping: later.union(b.labels))
    let b = try summed(b, keeping: later.union(a.labels))
    let shared = a.labels.filter(b.labels.contains)
    let (batch, inner) = (shared.filter(later.contains), shared.filter { !later.contains($0) })
    let left = a.labels.filter { !shared.contains($0) }
    let right = b.labels.filter { !shared.contains($0) }
    func extent(_ x: LabelledValue, _ label: Int) -> Int {
      x.labels.firstIndex(of: label).map { x.value.shape[$0] } ?? 1
    }
    /// Axes in the given order, those of `inner` repeated to the other's extent where they are 1.
    func arranged(_ x: LabelledValue, _ labels: [Int], _ other: LabelledValue) -> Value {
      let ordered = permuted(x, labels).value
      let shape = labels.map {
        inner.contains($0) ? max(extent(x, $0), extent(other, $0)) : extent(x, $0)
      }
      return ordered.shape == shape ? ordered : expanded(ordered, to: shape)
    }
    let p = arranged(a, batch + left + inner, b)
    let q = arranged(b, batch + inner + right, a)
    func size(_ x: Value, _ axes: Range<Int>) -> Int { x.shape[axes].reduce(1, *) }
    let (m, n) = (
      size(p, batch.count..<batch.count + left.count), size(q, batch.count + inner.count..<q.rank)
    )
    let k = size(q, batch.count..<batch.count + inner.count)
    let outer = try broadcast(Array(p.shape[..<batch.count]), Array(q.shape[..<batch.count]))
    let y = k == 0 ? zeros(outer + [m, n]) : uninitialized(outer + [m, n])
    if k > 0 {
      try matrixProduct(
        p.reshaped(p.shape[..<batch.count] + [m, k]), q.reshaped(q.shape[..<batch.count] + [k, n]),
        into: y)
    }
    let shape = outer + left.map { extent(a, $0) } + right.map { extent(b, $0) }
    return LabelledValue(y.reshaped(shape), batch + left + right)
  }
}
