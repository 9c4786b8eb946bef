/// Where the parts of the image view lie.
struct ImageLayout: Equatable, Sendable {
  /// Nil in windows too small for a picture.
  var picture: CellRect?
  /// Column of facts and findings at the right; nil in narrow windows.
  var panel: CellRect?
  /// Rows for the volume's warnings under the banner.
  var warningRow: Int?
  /// A line of all findings, where there is no panel for them.
  var stripRow: Int?
  var statusRow: Int
  var footerRow: Int

  /// The picture never reaches the last row, where terminals would scroll.
  ///
  /// - Parameter hasNotice: something stands in the warnings' row that small windows must show too.
  init(columns: Int, rows: Int, hasWarnings: Bool, hasNotice: Bool, hasResult: Bool) {
    footerRow = rows - 1
    statusRow = rows - 2
    guard columns >= 20, rows >= 7 else { return }
    var top = 1
    var bottom = statusRow
    if hasNotice || (hasWarnings && rows >= 12) {
      warningRow = top
      top += 1
    }
    let panelWidth = columns >= 120 ? 34 : columns >= 76 ? 27 : 0
    if panelWidth > 0, rows >= 18 {
      panel = CellRect(
        row: top, column: columns - panelWidth, rows: bottom - top, columns: panelWidth)
    } else if hasResult {
      bottom -= 1
      stripRow = bottom
    }
    picture = CellRect(
      row: top, column: 0, rows: bottom - top, columns: columns - (panel?.columns ?? 0))
  }
}
