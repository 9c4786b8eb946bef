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

  /// Columns of a tile: OpenBLAS is fastest on 1–2 thousand, and the unrolled tile stays near the
  /// core's cache.
  private var tileWidth: Int { min(2048, max(256, (1 << 19) / max(rows, 1) / 64 * 64)) }

  // MARK: y from x

  /// y `[N, G·M, columns]` from x `[N, G·C, plane]` and w `[G·M, C, places]`.
  func forward(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ epilogue: Epilogue,
    into y: UnsafeMutablePointer<Float>, _ run: RunContext
  ) throws(OperatorError) {
    guard columns > 0, items > 0 else { return }
    if isDepthwise {
      return try depthwise(x, w, epilogue, into: y, run)
    }
    if items > 1, columns < 256, !window.isPointwise {
      return try manyItems(x, w, epilogue, into: y, run)
    }
    let tiles = (columns + tileWidth - 1) / tileWidth
    if items * groups * tiles < 4, outputs >= 64 {
      return try fewTiles(x, w, epilogue, into: y, run)
    }
    let scratch = window.isPointwise ? nil : run.scratch(run.workers.count * rows * tileWidth)
    try run.parallel(items * groups * tiles) { task, worker in
      let (item, group, tile) = (task / tiles / groups, task / tiles % groups, task % tiles)
      let start = tile * tileWidth
      let width = min(tileWidth, columns - start)
      let input = x + (item * groups + group) * inputs * window.plane
      let output = y + (item * groups + group) * outputs * columns + start
      let weights = w + group * outputs * rows
      if let buffer = scratch?.floats.baseAddress {
        let unrolled = buffer + worker * rows * tileWidth
        unroll(input, start..<start + width, into: unrolled, width)
        BLAS.multiply(
          m: outputs, n: width, k: rows, weights, lda: rows, unrolled, ldb: width, into: output,
          ldc: columns)
      } else {
        BLAS.multiply(
          m: outputs, n: width, k: rows, weights, lda: rows, input + start, ldb: columns,
          into: output, ldc: columns)
      }
      finish(
        output, columns, output, columns, group * outputs..<(group + 1) * outputs, width, epilogue)
    }
  }

  /// One small picture: its unrolled form is made once, then the threads share the output channels.
  private func fewTiles(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ epilogue: Epilogue,
    into y: UnsafeMutablePointer<Float>, _ run: RunContext
  ) throws(OperatorError) {
    let scratch = window.isPointwise ? nil : run.scratch(rows * columns)
    let block = max(32, (outputs / 8 + 15) / 16 * 16)
    let blocks = (outputs + block - 1) / block
    for pair in 0..<items * groups {
      let input = x + pair * inputs * window.plane
      let group = pair % groups
      var source = input
      if let buffer = scratch?.floats.baseAddress {
        let slab = max(1, inputs / 8)
        try run.parallel((inputs + slab - 1) / slab) { task, _ in
          let count = min(slab, inputs - task * slab)
          unroll(
            input + task * slab * window.plane, 0..<columns,
            into: buffer + task * slab * window.places * columns, columns, channels: count)
        }
        source = UnsafePointer(buffer)
      }
      try run.parallel(blocks) { task, _ in
        let first = task * block
        let count = min(block, outputs - first)
        let output = y + (pair * outputs + first) * columns
        BLAS.multiply(
          m: count, n: columns, k: rows, w + (group * outputs + first) * rows, lda: rows, source,
          ldb: columns, into: output, ldc: columns)
        let channel = group * outputs + first
        finish(output, columns, output, columns, channel..<channel + count, columns, epilogue)
      }
    }
  }

  /// Many small pictures: several share one product.
  private func manyItems(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ epilogue: Epilogue,
    into y: UnsafeMutablePointer<Float>, _ run: RunContext
  ) throws(OperatorError) {
    let share = max(1, min(items, tileWidth / columns))
    let tiles = (items + share - 1) / share
    let width = share * columns
    let perWorker = (rows + outputs) * width
    let scratch = run.scratch(run.workers.count * perWorker)
    guard let buffer = scratch.floats.baseAddress else { return }
    try run.parallel(tiles * groups) { task, worker in
      let (first, group) = (task / groups * share, task % groups)
      let count = min(share, items - first)
      let unrolled = buffer + worker * perWorker
      let product = unrolled + rows * width
      for n in 0..<count {
        let input = x + ((first + n) * groups + group) * inputs * window.plane
        unroll(input, 0..<columns, into: unrolled + n * columns, width)
      }
      BLAS.multiply(
        m: outputs, n: count * columns, k: rows, w + group * outputs * rows, lda: rows, unrolled,
        ldb: width, into: product, ldc: width)
      for n in 0..<count {
        finish(
          product + n * columns, width, y + ((first + n) * groups + group) * outputs * columns,
          columns, group * outputs..<(group + 1) * outputs, columns, epilogue)
      }
    }
  }

  private func depthwise(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ epilogue: Epilogue,
    into y: UnsafeMutablePointer<Float>, _ run: RunContext
  ) throws(OperatorError) {
    var shape = window.kernelWindow
    try withUnsafePointer(to: &shape) { shape throws(OperatorError) in
      try run.parallel(items * groups) { plane, _ in
        let channel = plane % groups
        let output = y + plane * columns
        cinference_depthwise(
          shape, x + plane * window.plane, w + channel * window.places, output)
        finish(output, columns, output, columns, channel..<channel + 1, columns, epilogue)
      }
    }
  }

  /// Scale, shift and activation of a block of channels, from one place to another or in place.
  private func finish(
    _ from: UnsafePointer<Float>, _ fromStride: Int, _ to: UnsafeMutablePointer<Float>,
    _ toStride: Int, _ channels: Range<Int>, _ width: Int, _ epilogue: Epilogue
  ) {
    if epilogue.isIdentity, from == UnsafePointer(to) { return }
    for (row, channel) in channels.enumerated() {
      cinference_epilogue(
        epilogue.activation.kernel, epilogue.scale?[channel] ?? 1, epilogue.shift?[channel] ?? 0,
        from + row * fromStride, to + row * toStride, width)
    }
  }

  private func unroll(
    _ x: UnsafePointer<Float>, _ places: Range<Int>, into buffer: UnsafeMutablePointer<Float>,
    _ stride: Int, channels: Int? = nil
  ) {
    var shape = window.kernelWindow
    cinference_unroll(
      &shape, x, channels ?? inputs, places.lowerBound, places.upperBound, buffer, stride)
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
    let tile = min(columns, tileWidth)
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
