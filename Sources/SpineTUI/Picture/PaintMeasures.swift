import Imaging

extension Painter {
  /// Lines, points and words of one measurement; nothing of it leaves its pane.
  mutating func paintMeasure(_ pane: Pane, _ mark: MeasureMark) {
    let corner = SIMD2(Double(pane.rect.x), Double(pane.rect.y))
    let isGhost = mark.look == .ghost
    let lines = mark.lines.map { $0.map { $0 + corner } }
    if !usesCells { for line in lines { draw(line, in: pane.rect, register: 0, reach: 1) } }
    let register = isGhost ? MarkColour.measure.halfRegister : MarkColour.measure.register
    for line in lines { draw(line, in: pane.rect, register: register, dashes: isGhost) }
    for point in mark.points { drawPoint(point + corner, in: pane.rect) }
    if let moving = mark.moving { drawMoving(moving + corner, in: pane.rect) }
    writeValue(pane, mark)
  }

  private mutating func writeValue(_ pane: Pane, _ mark: MeasureMark) {
    guard !mark.text.isEmpty else { return }
    let room = Double(pane.rect.width) - textWidth(mark.text) - 2
    guard room > 0 else { return }
    let x = min(max(mark.anchor.x, 2), room)
    let y = min(max(mark.anchor.y - textHeight / 2, 0), Double(pane.rect.height) - textHeight)
    write(mark.text, x: Double(pane.rect.x) + x, y: Double(pane.rect.y) + y, colour: .measure)
  }

  /// A polyline one pixel wide, and `reach` pixels more to every side.
  private mutating func draw(
    _ line: [SIMD2<Double>], in rect: PixelRect, register: UInt8, reach: Int = 0,
    dashes: Bool = false
  ) {
    var walked = 0
    for (a, b) in zip(line, line.dropFirst()) {
      let length = max(abs(b.x - a.x), abs(b.y - a.y))
      // Far outside at great zoom there is nothing to be seen and much to be walked.
      guard length.isFinite, length < 100_000 else { continue }
      let steps = max(1, Int(length.rounded(.up)))
      for step in 0...steps {
        walked += 1
        if dashes, walked / 4 % 2 == 1 { continue }
        let p = a + (b - a) * (Double(step) / Double(steps))
        plot(Int(p.x.rounded()), Int(p.y.rounded()), in: rect, register, reach)
      }
    }
  }

  private mutating func plot(_ x: Int, _ y: Int, in rect: PixelRect, _ register: UInt8, _ reach: Int)
  {
    for y in y - reach...y + reach where y >= rect.y && y < rect.y + rect.height {
      for x in x - reach...x + reach where x >= rect.x && x < rect.x + rect.width {
        canvas.set(x, y, register)
      }
    }
  }

  private mutating func drawPoint(_ point: SIMD2<Double>, in rect: PixelRect) {
    let (x, y) = (Int(point.x.rounded()), Int(point.y.rounded()))
    if !usesCells { plot(x, y, in: rect, 0, 2) }
    plot(x, y, in: rect, MarkColour.measure.register, usesCells ? 0 : 1)
  }

  /// A small cross around the point, which itself stays to be seen.
  private mutating func drawMoving(_ point: SIMD2<Double>, in rect: PixelRect) {
    let (x, y) = (Int(point.x.rounded()), Int(point.y.rounded()))
    let arms = usesCells ? 1...2 : 4...10
    for pass in usesCells ? [0] : [1, 0] {
      let register = pass == 1 ? 0 : MarkColour.measure.register
      for arm in arms {
        for (dx, dy) in [(arm, 0), (-arm, 0), (0, arm), (0, -arm)] {
          plot(x + dx, y + dy, in: rect, register, pass)
        }
      }
    }
  }
}
