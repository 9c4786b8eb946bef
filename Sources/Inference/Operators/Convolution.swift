import CInferenceKernels

/// The arithmetic that Conv, its gradient, and ConvTranspose share.
///
/// N items, G groups of C input and M output channels; K = C · kernel places rows of unrolled input;
/// `columns` output places an item. y[n, g·M + m, place] = Σₖ w[g·M + m, k] · unrolled[k, place].
struct Convolution {
  let items, groups, inputs, outputs: Int
  let window: Window

  /// Rows of the unrolled input of one group.
  var rows: Int { inputs * window.places }
  var columns: Int { window.columns }
  var isDepthwise: Bool { inputs == 1 && outputs == 1 && groups > 1 }

  // MARK: y from x

  /// Weights `[G·M, C, places]` as `forward` takes them: each group's `[M in eights][K][8]`, the last
  /// eight filled with zeros. Depthwise ones stay as they are.
  func packed(_ w: UnsafePointer<Float>, _ run: RunContext) throws(OperatorError) -> Value {
    let height = packedOutputs
    let value = Value(.float32, [groups, height, rows], in: run.pool.pool)
    guard let to = value.floats.baseAddress else { return value }
    try run.parallel(groups) { group, _ in
      cinference_pack_rows(
        w + group * outputs * rows, outputs, rows, rows, 1, to + group * height * rows)
    }
    return value
  }

  private var packedOutputs: Int {
    (outputs + Int(CINFERENCE_ROWS) - 1) / Int(CINFERENCE_ROWS) * Int(CINFERENCE_ROWS)
  }

  /// y `[N, G·M, columns]` from x `[N, G·C, plane]` and packed weights.
  ///
  /// A panel of up to 48 columns of unrolled input meets all output channels; where kernels cover one
  /// place, whole panels of x are taken where they lie.
  func forward(
    _ x: UnsafePointer<Float>, packed w: UnsafePointer<Float>, _ epilogue: Epilogue,
    into y: UnsafeMutablePointer<Float>, _ run: RunContext
  ) throws(OperatorError) {
    guard columns > 0, items > 0 else { return }
    let (panel, height) = (panelWidth, shareHeight)
    let panels = (columns + panel - 1) / panel
    let shares = (outputs + height - 1) / height
    let scratch = run.scratch(run.workers.count * rows * panel)
    guard let buffer = scratch.floats.baseAddress else { return }
    try epilogue.withKernel { finish throws(OperatorError) in
      try run.parallel(items * groups * panels * shares) { task, worker in
        let (share, pair) = (task % shares * height, task / shares / panels)
        let (group, start) = (pair % groups, task / shares % panels * panel)
        let width = min(panel, columns - start)
        var source = x + pair * inputs * window.plane + start
        var step = columns
        if !window.isPointwise || width % 16 != 0 {
          let unrolled = buffer + worker * rows * panel
          unroll(x + pair * inputs * window.plane, start..<start + width, into: unrolled, panel)
          (source, step) = (UnsafePointer(unrolled), panel)
        }
        cinference_multiply_finished(
          w + (group * packedOutputs + share) * rows, source, step, min(height, outputs - share),
          rows, width, finish, group * outputs + share,
          y + (pair * outputs + share) * columns + start, columns)
      }
    }
  }

  /// Columns of a panel: a multiple of sixteen, 48 at the most, so that panels are alike.
  private var panelWidth: Int {
    let vectors = (columns + 15) / 16
    let panels = (vectors + 2) / 3
    return (vectors + panels - 1) / panels * 16
  }

  /// Output channels that one task takes: all, or where there are fewer than eight panels for the
  /// threads a share of 64 and more, which pays for a panel unrolled again. Whole eights, as packed.
  private var shareHeight: Int {
    let tasks = items * groups * ((columns + panelWidth - 1) / panelWidth)
    guard tasks < 8, outputs >= 128 else { return outputs }
    let wanted = min(8 / tasks, outputs / 64)
    return ((outputs + wanted - 1) / wanted + 7) / 8 * 8
  }

  /// y `[N, G, columns]` from x `[N, G, plane]` and w `[G, 1, places]`.
  func depthwise(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ epilogue: Epilogue,
    into y: UnsafeMutablePointer<Float>, _ run: RunContext
  ) throws(OperatorError) {
    var shape = window.kernelWindow
    let perWorker = cinference_depthwise_work(&shape)
    let scratch = run.scratch(run.workers.count * perWorker)
    guard let work = scratch.floats.baseAddress else { return }
    try epilogue.withKernel { finish throws(OperatorError) in
      try withUnsafePointer(to: &shape) { shape throws(OperatorError) in
        try run.parallel(items * groups) { plane, worker in
          let channel = plane % groups
          cinference_depthwise(
            shape, x + plane * window.plane, w + channel * window.places, finish, channel,
            y + plane * columns, work + worker * perWorker)
        }
      }
    }
  }

  private func unroll(
    _ x: UnsafePointer<Float>, _ places: Range<Int>, into buffer: UnsafeMutablePointer<Float>,
    _ stride: Int
  ) {
    var shape = window.kernelWindow
    cinference_unroll(
      &shape, x, inputs, places.lowerBound, places.upperBound, buffer, stride)
  }

  // MARK: x from y

  /// The adjoint: adds to x `[N, G·C, plane]` what y `[N, G·M, columns]` gives through w.
  func adjoint(
    _ y: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into x: UnsafeMutablePointer<Float>,
    _ run: RunContext
  ) throws(OperatorError) {
    guard columns > 0, items > 0 else { return }
    // A block of input channels is one thread's: overlapping windows add to the same places.
    let block = max(1, min(inputs, 512 / window.places))
    let blocks = (inputs + block - 1) / block
    let tile = min(columns, 1024)
    let perWorker = block * window.places * tile
    let scratch = run.scratch(run.workers.count * perWorker)
    guard let buffer = scratch.floats.baseAddress else { return }
    try run.parallel(items * groups * blocks) { task, worker in
      let (pair, first) = (task / blocks, task % blocks * block)
      let count = min(block, inputs - first)
      let height = count * window.places
      let weights = w + pair % groups * outputs * rows + first * window.places
      let target = x + (pair * inputs + first) * window.plane
      var shape = window.kernelWindow
      for start in stride(from: 0, to: columns, by: tile) {
        let width = min(tile, columns - start)
        let unrolled = buffer + worker * perWorker
        BLAS.multiply(
          m: height, n: width, k: outputs, weights, lda: rows, transposedA: true,
          y + pair * outputs * columns + start, ldb: columns, into: unrolled, ldc: width)
        cinference_roll(&shape, target, count, start, start + width, unrolled, width)
      }
    }
  }

  /// The gradient by the input as a convolution of its own, where strides are 1 and the padding is
  /// no wider than the kernel's reach; nil otherwise.
  var mirrored: Convolution? {
    let reach = zip(window.kernel, window.dilation).map { ($0 - 1) * $1 }
    guard window.stride.allSatisfy({ $0 == 1 }), zip(reach, window.pad).allSatisfy({ $0 >= $1 })
    else { return nil }
    return Convolution(
      items: items, groups: groups, inputs: outputs, outputs: inputs,
      window: Window(
        input: window.output, output: window.input, kernel: window.kernel, stride: window.stride,
        dilation: window.dilation, pad: zip(reach, window.pad).map { $0 - $1 }))
  }

  /// The weights for `mirrored`: `[G·C, M, places]`, each kernel turned around.
  func mirroredWeights(_ w: UnsafePointer<Float>, _ run: RunContext) -> Value {
    let result = run.scratch(groups * outputs * rows)
    let (to, places) = (result.floats, window.places)
    for group in 0..<groups {
      for c in 0..<inputs {
        for m in 0..<outputs {
          let source = ((group * outputs + m) * inputs + c) * places
          let target = ((group * inputs + c) * outputs + m) * places
          for place in 0..<places { to[target + places - 1 - place] = w[source + place] }
        }
      }
    }
    return result
  }

  // MARK: w from x and y

  /// The gradient by the weights: adds Σ y · unrolled(x)ᵀ to w `[G·M, C, places]`.
  func weightGradient(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, into w: UnsafeMutablePointer<Float>,
    _ run: RunContext
  ) throws(OperatorError) {
    guard columns > 0 else { return }
    // OpenBLAS is fastest on 1–2 thousand columns, and the unrolled tile stays near the core's cache.
    let tile = min(columns, 2048, max(256, (1 << 19) / max(rows, 1) / 64 * 64))
    let scratch = run.scratch(run.workers.count * rows * tile)
    guard let buffer = scratch.floats.baseAddress else { return }
    try run.parallel(groups) { group, worker in
      let unrolled = buffer + worker * rows * tile
      for item in 0..<items {
        let pair = item * groups + group
        for start in stride(from: 0, to: columns, by: tile) {
          let width = min(tile, columns - start)
          unroll(x + pair * inputs * window.plane, start..<start + width, into: unrolled, width)
          BLAS.multiply(
            m: outputs, n: rows, k: width, y + pair * outputs * columns + start, lda: columns,
            unrolled, ldb: width, transposedB: true, beta: 1, into: w + group * outputs * rows,
            ldc: rows)
        }
      }
    }
  }
}
