import Imaging

/// The files that were refused, each with its reason below its name.
func drawRefused(_ files: [RefusedFile], from offset: Int, top: Int, _ screen: inout Screen) {
  let bottom = screen.rows - 2
  if top == 3 {
    screen.putClipped(
      "Refused files \(min(offset + 1, files.count)) of \(files.count)", row: 2, column: 1,
      ink: .bold, width: screen.columns - 2)
  }
  var row = top
  for file in files.dropFirst(offset) {
    guard row < bottom else { break }
    // The end of a path tells files apart.
    screen.put(
      DisplayWidth.clippedAtStart(file.path, to: screen.columns - 3), row: row, column: 1,
      ink: .bold)
    row += 1
    for line in DisplayWidth.wrapped(file.reason, to: screen.columns - 6) where row < bottom {
      screen.put(line, row: row, column: 3, ink: .plain)
      row += 1
    }
  }
  drawScrollBar(offset, of: files.count, from: top, to: bottom, &screen)
}
