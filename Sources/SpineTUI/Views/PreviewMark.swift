/// Says, at the right end of the status line, that the picture has fewer greys or coarser pixels than it could:
/// nobody is to read a preview for the image.
func drawPreviewMark(_ screen: inout Screen) {
  let row = screen.rows - 2
  guard row > 0, screen.columns >= 20 else { return }
  let text = " preview"
  screen.putRight(text, row: row, end: screen.columns - 1, ink: .warning)
}
