/// The matrix product of the last two axes, the others broadcast: a `[…, M, K]`, b `[…, K, N]`,
/// y `[…, M, N]`. One-dimensional inputs are a row on the left, a column on the right.
struct MatMul: DifferentiableOperator {
  init(_ node: NodeReader) {}

  /// Operands as matrices, and the shape of the result before added axes are dropped.
  private func shapes(_ a: [Int], _ b: [Int]) throws(OperatorError) -> (
    a: [Int], b: [Int], y: [Int]
  ) {
    guard let last = a.last, let first = b.dropLast().last ?? b.last else {
      throw .invalid("a factor is a scalar")
    }
    guard last == first, (a + b).allSatisfy({ $0 <= Int32.max }) else {
      throw .invalid("\(a) and \(b) cannot be multiplied")
    }
    let left = a.count == 1 ? [1] + a : a
    let right = b.count == 1 ? b + [1] : b
    let outer = try broadcast(Array(left.dropLast(2)), Array(right.dropLast(2)))
    return (left, right, outer + [left[left.count - 2], right[right.count - 1]])
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (a, b) = (inputs[0], inputs[1])
    var shape = try shapes(a.shape, b.shape).y
    if a.rank == 1 { shape.remove(at: shape.count - 2) }
    if b.rank == 1 { shape.removeLast() }
    return [Fact(a.type, shape)]
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int {
    2 &* outputs[0].count &* (inputs[0].shape.last ?? 1)
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    let shapes = try shapes(inputs[0].shape, inputs[1].shape)
    try run.matrixProduct(
      inputs[0].reshaped(shapes.a), inputs[1].reshaped(shapes.b), into: y.reshaped(shapes.y))
    return [y]
  }

  /// da = dy · bᵀ, db = aᵀ · dy, summed over repeated axes
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let shapes = try shapes(step.inputs[0].shape, step.inputs[1].shape)
    let a = step.inputs[0].reshaped(shapes.a)
    let b = step.inputs[1].reshaped(shapes.b)
    let g = step.gradient.reshaped(shapes.y)
    let outer = shapes.y.dropLast(2)
    var gradients: [Value?] = [nil, nil]
    if step.wants[0] {
      let full = run.uninitialized(outer + a.shape.suffix(2))
      try run.matrixProduct(g, b, transposedB: true, into: full)
      gradients[0] = try run.summed(full, to: a.shape).reshaped(step.inputs[0].shape)
    }
    if step.wants[1] {
      let full = run.uninitialized(outer + b.shape.suffix(2))
      try run.matrixProduct(a, transposedA: true, g, into: full)
      gradients[1] = try run.summed(full, to: b.shape).reshaped(step.inputs[1].shape)
    }
    return gradients
  }
}

extension RunContext {
  /// `y ← op(a) · op(b)` on the last two axes, the outer axes of a and b broadcast to y's.
  func matrixProduct(
    _ a: Value, transposedA: Bool = false, _ b: Value, transposedB: Bool = false, into y: Value
  ) throws(OperatorError) {
    let (rowsA, columnsA) = (a.shape[a.rank - 2], a.shape[a.rank - 1])
    let (rowsB, columnsB) = (b.shape[b.rank - 2], b.shape[b.rank - 1])
    let (m, n) = (y.shape[y.rank - 2], y.shape[y.rank - 1])
    let k = transposedA ? rowsA : columnsA
    guard let p = a.floats.baseAddress, let q = b.floats.baseAddress, let r = y.floats.baseAddress,
      y.count > 0
    else { return }
    let outer = Array(y.shape.dropLast(2))
    let stepsA = broadcastStrides(Array(a.shape.dropLast(2)), to: outer)
    let stepsB = broadcastStrides(Array(b.shape.dropLast(2)), to: outer)
    var pairs: [(Int, Int)] = []
    forEachRow(outer, [stepsA, stepsB]) { offsets, length, steps in
      for n in 0..<length {
        pairs.append((offsets[0] + n * steps[0], offsets[1] + n * steps[1]))
      }
    }
    // One b for many a is one tall product.
    if !transposedA, !stepsB.contains(where: { $0 != 0 }), a.count == pairs.count * m * k {
      return try tall(p, q, r, m: pairs.count * m, n: n, k: k, columnsB, transposedB)
    }
    try parallel(pairs.count) { task, _ in
      BLAS.multiply(
        m: m, n: n, k: k, p + pairs[task].0 * rowsA * columnsA, lda: columnsA,
        transposedA: transposedA, q + pairs[task].1 * rowsB * columnsB, ldb: columnsB,
        transposedB: transposedB, into: r + task * m * n, ldc: n)
    }
  }

  /// One product, its rows or columns shared between the threads.
  private func tall(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, m: Int,
    n: Int, k: Int, _ ldb: Int, _ transposedB: Bool
  ) throws(OperatorError) {
    if m >= n {
      try parallelRanges(m, grain: max(64, 1 << 22 / max(1, n * k))) { rows in
        BLAS.multiply(
          m: rows.count, n: n, k: k, a + rows.lowerBound * k, lda: k, b, ldb: ldb,
          transposedB: transposedB, into: y + rows.lowerBound * n, ldc: n)
      }
    } else {
      try parallelRanges(n, grain: max(64, 1 << 22 / max(1, m * k))) { columns in
        BLAS.multiply(
          m: m, n: columns.count, k: k, a, lda: k,
          b + columns.lowerBound * (transposedB ? ldb : 1), ldb: ldb, transposedB: transposedB,
          into: y + columns.lowerBound, ldc: n)
      }
    }
  }
}
