import CInferenceKernels

/// Convolution with 3×3 or 3×3×3 kernels in steps of one by minimal filtering: a tile of outputs takes
/// a fraction of the products, which are products of matrices over the channels.
///
/// Source: A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural Networks (2015). Results differ
/// from the plain sum by up to 10⁻⁶ of their largest with tiles of two, 10⁻⁵ with tiles of four.
struct Winograd {
  let convolution: Convolution
  /// Output places of a tile along depth, height, width.
  let tile: [Int]
  private let tiling: cinference_tiling

  /// Tiles that pay for themselves, or nil where the plain sum is as fast.
  ///
  /// - Parameter isPrecise: keeps to tiles of two, which round ten times as finely as tiles of four.
  init?(_ convolution: Convolution, isPrecise: Bool = false) {
    let window = convolution.window.kernelWindow
    let kernel = [window.kernel.0, window.kernel.1, window.kernel.2]
    let steps = [
      window.stride.0, window.stride.1, window.stride.2, window.dilation.0, window.dilation.1,
      window.dilation.2,
    ]
    guard convolution.groups == 1, kernel == [1, 3, 3] || kernel == [3, 3, 3],
      steps.allSatisfy({ $0 == 1 }), convolution.inputs >= 8, convolution.outputs >= 8
    else { return nil }
    let isFlat = kernel[0] == 1
    guard !isFlat || window.pad.0 == 0 else { return nil }
    let plain = Self.cost(
      places: kernel.reduce(1, *), columns: convolution.items * convolution.columns, convolution)
    let output = [window.output.0, window.output.1, window.output.2]
    let candidates = isFlat ? [[1, 4, 4], [1, 2, 2]] : [[2, 4, 4], [2, 2, 2]]
    var best: (tile: [Int], cost: Double)?
    for tile in candidates where !isPrecise || tile[2] == 2 {
      let tiles = zip(output, tile).map { ($0 + $1 - 1) / $1 }.reduce(convolution.items, *)
      let places = tile.map { $0 == 1 ? 1 : $0 + 2 }.reduce(1, *)
      let cost =
        Self.cost(places: places, columns: tiles, convolution)
        + Double(places * tiles) * Self.transform * Double(convolution.inputs + convolution.outputs)
      if cost < best?.cost ?? plain { best = (tile, cost) }
    }
    guard let best else { return nil }
    self.convolution = convolution
    tile = best.tile
    tiling = cinference_tiling(
      input: window.input, output: window.output, pad: window.pad,
      m: (tile[0], tile[1], tile[2]),
      tiles: (
        (output[0] + tile[0] - 1) / tile[0], (output[1] + tile[1] - 1) / tile[1],
        (output[2] + tile[2] - 1) / tile[2]
      ),
      items: convolution.items, inputs: convolution.inputs, outputs: convolution.outputs)
  }

  /// Multiplications in the time that one transformed value takes. By count of operations four with tiles
  /// of two, seven with tiles of four, which need fewer.
  private static let transform = 4.0
  /// Multiplications in the time in which a weight comes from memory: 4 bytes at 20 GB/s against 59
  /// thousand million a second are 12. Doubled, because memory itself is dear.
  private static let weight = 24.0

  /// Time in multiplications of `places` products of matrices with `columns` columns.
  private static func cost(places: Int, columns: Int, _ convolution: Convolution) -> Double {
    let padded = (columns + 15) / 16 * 16
    return Double(places * convolution.inputs * convolution.outputs) * (Double(padded) + weight)
  }

  /// Transformed weights, from `w` `[outputs, inputs, kernel…]`.
  func weights(_ w: UnsafePointer<Float>, _ run: RunContext) throws(OperatorError) -> Value {
    var tiling = tiling
    let places = cinference_winograd_places(&tiling)
    let rows = Int(CINFERENCE_ROWS)
    let blocks = (convolution.outputs + rows - 1) / rows
    let value = Value(
      .float32, [places, blocks, convolution.inputs, rows], in: run.pool.pool)
    if convolution.outputs % rows != 0 { value.floats.update(repeating: 0) }
    guard let u = value.floats.baseAddress else { return value }
    try withUnsafePointer(to: &tiling) { tiling throws(OperatorError) in
      try run.parallel(blocks) { block, _ in
        cinference_winograd_weights(
          tiling, w, block * rows, min(rows, convolution.outputs - block * rows), u)
      }
    }
    return value
  }

  /// y `[N, M, output…]` from x `[N, C, input…]` and transformed weights.
  func forward(
    _ x: UnsafePointer<Float>, _ u: UnsafePointer<Float>, _ epilogue: Epilogue,
    into y: UnsafeMutablePointer<Float>, _ run: RunContext
  ) throws(OperatorError) {
    var tiling = tiling
    let tiles = convolution.items * tiling.tiles.0 * tiling.tiles.1 * tiling.tiles.2
    let vectors = self.vectors
    let blocks = (tiles + 16 * vectors - 1) / (16 * vectors)
    let perWorker = cinference_winograd_work(&tiling, vectors)
    let scratch = run.scratch(run.workers.count * perWorker)
    guard let work = scratch.floats.baseAddress else { return }
    try epilogue.withKernel { finish throws(OperatorError) in
      try withUnsafePointer(to: &tiling) { tiling throws(OperatorError) in
        try run.parallel(blocks) { block, worker in
          cinference_winograd(
            tiling, x, u, block * 16 * vectors, vectors, finish, y, work + worker * perWorker)
        }
      }
    }
  }

  /// Vectors of sixteen tiles that go through together: two where what they need stays in a second
  /// cache of 1 MB beside the weights. Not a matter of threads, so that results are not either.
  private var vectors: Int {
    var tiling = tiling
    return cinference_winograd_work(&tiling, 2) * 4 <= 640 << 10 ? 2 : 1
  }
}

extension Epilogue {
  /// Calls `body` with the epilogue as the kernels take it.
  func withKernel(
    _ body: (UnsafePointer<cinference_finish>) throws(OperatorError) -> Void
  ) throws(OperatorError) {
    // Arrays lend their memory through closures that know no typed errors.
    let result: Result<Void, OperatorError> = (scale ?? []).withUnsafeBufferPointer { scales in
      (shift ?? []).withUnsafeBufferPointer { shifts in
        var finish = cinference_finish(
          scale: scale == nil ? nil : scales.baseAddress,
          shift: shift == nil ? nil : shifts.baseAddress, activation: activation.kernel)
        return Result { () throws(OperatorError) in try body(&finish) }
      }
    }
    try result.get()
  }
}
