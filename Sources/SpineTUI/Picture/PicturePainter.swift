import Imaging

/// A painted picture: pixels, and the words that pictures of characters write as characters.
struct PaintedPicture: Sendable {
  var frame: Frame
  var labels: [CellLabel]
}

/// Paints what a request asks for. Every pixel is painted: nothing of an older picture shines through.
///
/// - Parameter memory: an earlier picture's pixels, to be painted over.
func paint(
  _ request: PictureRequest, from sources: PictureSources, letters: LetterCache = LetterCache(),
  recycling memory: consuming [UInt8] = []
) -> PaintedPicture {
  var painter = Painter(request: request, sources: sources, letters: letters, memory: memory)
  let covered = request.panes.reduce(0) { $0 + $1.rect.width * $1.rect.height }
  if covered < request.size.width * request.size.height { painter.canvas.clear() }
  for pane in request.panes { painter.paint(pane) }
  return PaintedPicture(
    frame: Frame(
      width: request.size.width, height: request.size.height, pixels: painter.canvas.pixels,
      palette: painter.palette.colours(heat: request.heat)),
    labels: painter.labels)
}

struct Painter {
  let request: PictureRequest
  let sources: PictureSources
  let palette: Palette
  let shapes: LetterCache
  var canvas: Canvas
  var labels: [CellLabel] = []

  init(
    request: PictureRequest, sources: PictureSources, letters: LetterCache,
    memory: consuming [UInt8]
  ) {
    self.request = request
    self.sources = sources
    palette = Palette(greys: request.quality.greys)
    shapes = letters
    canvas = Canvas(width: request.size.width, height: request.size.height, recycling: memory)
  }

  var usesCells: Bool { request.raster.pixelsDownCell != nil }
  var textHeight: Double { Double(request.textHeight) }

  mutating func paint(_ pane: Pane) {
    paintAnatomy(pane)
    if let missing = pane.missing { paintMissing(missing, in: pane) }
    if request.heat.isShown, let heat = sources.heat {
      paintHeat(pane, heat.reslicer, scale: heat.scale)
      paintColourBar(pane)
    }
    if let cross = pane.cross { paintCross(pane, at: cross) }
    for mark in pane.marks { paintMark(pane, mark) }
    for mark in pane.measures { paintMeasure(pane, mark) }
    paintLetters(pane)
    paintCaption(pane)
    if let bar = pane.scaleBar { paintScaleBar(pane, bar) }
    paintFrame(pane)
  }

  // MARK: - Anatomy and heat

  private mutating func paintAnatomy(_ pane: Pane) {
    let step = request.quality.coarseness
    let plane = step > 1 ? pane.plane.coarsened(by: [step, step]) : pane.plane
    let (stride, count) = (canvas.width, palette.greys)
    let factors = coarseness(plane)
    var levels: [UInt8]?
    if !request.sampling.isPlain {
      levels = sampled(plane, meansOf: factors)
    } else if step > 1 {
      levels = sources.reslicer.levels(
        plane, window: request.window, count: count, inverted: request.isInverted,
        meansOf: factors)
    }
    canvas.withPixels(of: pane.rect) { pixels in
      if let levels {
        enlarge(
          levels, plane, by: step, width: pane.rect.width, height: pane.rect.height, into: pixels,
          rowStride: stride)
      } else {
        sources.reslicer.paint(
          plane, window: request.window, count: count, inverted: request.isInverted,
          meansOf: factors, into: pixels, rowStride: stride)
      }
    }
  }

  /// How many samples, across and down, a pixel is the mean of: single ones would sparkle where pixels
  /// are coarser than voxels.
  private func coarseness(_ plane: Plane) -> SIMD2<Int> {
    let coarseness = plane.pixelSpacing / sources.finestSpacing
    return SIMD2(
      min(4, max(1, Int((coarseness.x + 0.3).rounded(.down)))),
      min(4, max(1, Int((coarseness.y + 0.3).rounded(.down)))))
  }

  /// Hatched, and said in words where it is the middle of the picture.
  private mutating func paintMissing(_ missing: MissingSlices, in pane: Pane) {
    canvas.hatch(
      missing, in: pane.rect, spacing: usesCells ? 4 : max(6, request.textHeight),
      ink: palette.grey(0.35))
    let (x, y) = (pane.rect.width / 2, pane.rect.height / 2)
    guard missing.contains(x: x, y: y) else { return }
    let text = "not read yet"
    write(
      text, x: Double(pane.rect.x + x) - textWidth(text) / 2,
      y: Double(pane.rect.y + y) - textHeight * 2)
  }

  private mutating func paintHeat(_ pane: Pane, _ reslicer: Reslicer, scale: Float) {
    guard scale > 0 else { return }
    let stride = canvas.width
    let registers = HeatRegisters(
      scale: scale, threshold: Float(request.heat.threshold), first: Palette.heatStart,
      steps: Palette.heatSteps, greys: Palette.heatGreys, levels: palette.greys)
    canvas.withPixels(of: pane.rect) {
      reslicer.paintHeat(pane.plane, registers, into: $0, rowStride: stride)
    }
  }

  /// From the threshold to the study's maximum, at the right edge above the orientation letter.
  private mutating func paintColourBar(_ pane: Pane) {
    let head = request.textHeight * 3
    let height = pane.rect.height / 2 - head - request.textHeight * 4
    guard height >= 8, pane.rect.width >= 24 else { return }
    let width = usesCells ? 1 : max(6, request.textHeight * 2 / 3)
    let right = pane.rect.x + pane.rect.width - (usesCells ? 2 : request.textHeight)
    let top = pane.rect.y + head
    let ground = palette.grey(0.64)
    for step in 0..<height {
      let heat = 1 - (Float(step) + 0.5) / Float(height)
      canvas.horizontal(
        right - width...right - 1, top + step, palette.heated(level: ground, heat: heat))
    }
    let low = "\(Int((request.heat.threshold * 100).rounded()))%"
    write("100%", right: right, y: Double(top) - textHeight * 1.5)
    write(low, right: right, y: Double(top + height) + textHeight * 0.5)
  }

  // MARK: - Marks

  private mutating func paintMark(_ pane: Pane, _ mark: LevelMark) {
    let colour: MarkColour = mark.isFractured ? .fractured : .label
    if mark.isFractured, let box = mark.box { paintCorners(pane, box, colour) }
    let x = Double(pane.rect.x) + mark.anchor.x
    let y = Double(pane.rect.y) + mark.anchor.y - textHeight / 2
    guard mark.anchor.y >= 0, Int(mark.anchor.y) < pane.rect.height else { return }
    write(mark.text, right: Int(x), y: y, colour: colour, within: pane)
  }

  /// Brackets around the vertebra rather than a box: less anatomy is covered.
  private mutating func paintCorners(_ pane: Pane, _ box: SIMD4<Double>, _ colour: MarkColour) {
    let left = pane.rect.x + max(0, Int(box.x))
    let top = pane.rect.y + max(0, Int(box.y))
    let right = pane.rect.x + min(pane.rect.width - 1, Int(box.z))
    let bottom = pane.rect.y + min(pane.rect.height - 1, Int(box.w))
    guard right > left, bottom > top else { return }
    let dx = max(1, (right - left) / 6)
    let dy = max(1, (bottom - top) / 6)
    for y in [top, bottom] {
      canvas.horizontal(left...left + dx, y, colour.register)
      canvas.horizontal(right - dx...right, y, colour.register)
    }
    for x in [left, right] {
      canvas.vertical(x, top...top + dy, colour.register)
      canvas.vertical(x, bottom - dy...bottom, colour.register)
    }
  }

  private mutating func paintLetters(_ pane: Pane) {
    guard pane.rect.width >= 12, pane.rect.height >= 8 else { return }
    let margin = usesCells ? 0 : textHeight * 0.5
    let (x, y) = (Double(pane.rect.x), Double(pane.rect.y))
    let (w, h) = (Double(pane.rect.width), Double(pane.rect.height))
    func half(_ text: String) -> Double { textWidth(text) / 2 }
    let letters = pane.letters
    write(letters.left, x: x + margin, y: y + h / 2 - textHeight / 2)
    write(letters.right, right: Int(x + w - margin), y: y + h / 2 - textHeight / 2)
    write(letters.top, x: x + w / 2 - half(letters.top), y: y + margin)
    write(
      letters.bottom, x: x + w / 2 - half(letters.bottom), y: y + h - margin - textHeight)
  }

  private mutating func paintScaleBar(_ pane: Pane, _ bar: ScaleBar) {
    let margin = usesCells ? 1 : request.textHeight
    let right = pane.rect.x + pane.rect.width - margin
    let left = right - Int(bar.pixels.rounded())
    let bottom = pane.rect.y + pane.rect.height - margin - (usesCells ? 0 : request.textHeight / 2)
    guard left > pane.rect.x + pane.rect.width / 2 else { return }
    canvas.horizontal(left...right, bottom, palette.white)
    if !usesCells {
      canvas.horizontal(left - 1...right + 1, bottom + 1, 0)
      for x in [left, right] { canvas.vertical(x, bottom - 4...bottom, palette.white) }
    }
    let lift = usesCells ? 2 : textHeight * 1.6
    write(bar.text, right: right, y: Double(bottom) - lift)
  }

  // MARK: - Words

  func textWidth(_ text: String) -> Double {
    usesCells ? Double(text.count) : StrokeFont.width(of: text, height: textHeight)
  }

  mutating func write(
    _ text: String, right: Int, y: Double, colour: MarkColour? = nil, within pane: Pane? = nil
  ) {
    var x = Double(right) - textWidth(text)
    if let pane { x = max(x, Double(pane.rect.x + (usesCells ? 0 : 2))) }
    write(text, x: x, y: y, colour: colour)
  }

  mutating func write(_ text: String, x: Double, y: Double, colour: MarkColour? = nil) {
    if usesCells {
      // The cell that holds the middle of the text.
      let pixels = Double(request.raster.pixelsDownCell ?? 1)
      let row = min(request.rect.rows - 1, max(0, Int((y + textHeight / 2) / pixels)))
      let column = min(request.rect.columns - 1, max(0, Int(x)))
      labels.append(
        CellLabel(
          text: text, row: row, column: column, colour: colour?.colour ?? RGB(255, 255, 255)))
    } else {
      let drawn = shapes.shape(of: text, x: x, y: y, height: textHeight)
      canvas.text(drawn.shape, x: drawn.x, y: drawn.y, colour: colour, palette: palette)
    }
  }
}
