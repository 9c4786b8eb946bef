import Imaging

extension Painter {
  /// The linked point: two lines, which are the other planes where those are shown beside this one.
  mutating func paintCross(_ pane: Pane, at cross: SIMD2<Double>) {
    let x = pane.rect.x + Int(cross.x.rounded())
    let y = pane.rect.y + Int(cross.y.rounded())
    let upright: MarkColour = pane.crossPlanes.map { .plane($0.upright) } ?? .crosshair
    let level: MarkColour = pane.crossPlanes.map { .plane($0.level) } ?? .crosshair
    // The point itself stays free, so that its grey can be seen.
    let gap = usesCells ? 1 : 9
    let columns = pane.rect.x...pane.rect.x + pane.rect.width - 1
    let rows = pane.rect.y...pane.rect.y + pane.rect.height - 1
    if rows.contains(y) {
      for column in columns where abs(column - x) >= gap {
        canvas.set(column, y, level.register)
      }
    }
    if columns.contains(x) {
      for row in rows where abs(row - y) >= gap { canvas.set(x, row, upright.register) }
    }
    if let planes = pane.crossPlanes { nameLines(pane, planes, x: x, y: y) }
  }

  /// Names at the lower end of the upright line and at the left end of the level one, away from
  /// orientation letters, caption and scale bar.
  private mutating func nameLines(_ pane: Pane, _ planes: CrossPlanes, x: Int, y: Int) {
    guard pane.rect.width >= 40, pane.rect.height >= (usesCells ? 12 : 100) else { return }
    let gap = usesCells ? 1 : textHeight * 0.5
    let bottom = Double(pane.rect.y + pane.rect.height)
    write(
      planes.upright.shortTitle, x: Double(x) + gap,
      y: bottom - textHeight * (usesCells ? 4 : 3.6), colour: .plane(planes.upright))
    write(
      planes.level.shortTitle, x: Double(pane.rect.x) + textHeight * 2,
      y: Double(y) - textHeight - gap, colour: .plane(planes.level))
  }

  /// Where several panes are shown: a grey edge, and a thick one in its plane's colour around the pane
  /// that the keys move, which its caption marks too.
  mutating func paintFrame(_ pane: Pane) {
    guard let planes = pane.crossPlanes else { return }
    let (right, bottom) = (
      pane.rect.x + pane.rect.width - 1, pane.rect.y + pane.rect.height - 1
    )
    let colour = pane.isActive ? MarkColour.plane(planes.own).register : palette.grey(0.25)
    for inset in 0..<(pane.isActive && !usesCells ? 3 : 1) {
      guard right - inset > pane.rect.x + inset, bottom - inset > pane.rect.y + inset else { break }
      for y in [pane.rect.y + inset, bottom - inset] {
        canvas.horizontal(pane.rect.x + inset...right - inset, y, colour)
      }
      for x in [pane.rect.x + inset, right - inset] {
        canvas.vertical(x, pane.rect.y + inset...bottom - inset, colour)
      }
    }
  }

  mutating func paintCaption(_ pane: Pane) {
    let (x, line) = usesCells ? (1.0, 2.0) : (textHeight * 0.7, textHeight * 1.5)
    for (n, text) in pane.caption.enumerated() {
      guard textWidth(text) + x < Double(pane.rect.width) else { continue }
      write(
        text, x: Double(pane.rect.x) + x,
        y: Double(pane.rect.y) + (usesCells ? 0 : textHeight * 0.6) + Double(n) * line,
        colour: n == 0 ? pane.crossPlanes.map { .plane($0.own) } : nil)
    }
  }
}

extension MarkColour {
  /// The colour of a plane's own frame and of its line in the others.
  static func plane(_ orientation: PlaneOrientation) -> MarkColour {
    switch orientation {
    case .axial: .axial
    case .sagittal: .sagittal
    case .coronal: .coronal
    }
  }
}

extension PlaneOrientation {
  /// At a line in another plane.
  var shortTitle: String {
    switch self {
    case .axial: "Ax"
    case .sagittal: "Sag"
    case .coronal: "Cor"
    }
  }
}
