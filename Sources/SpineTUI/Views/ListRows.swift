/// Draws the lines of the list that are in sight, and nothing for the others.
func drawRows(_ state: State, in window: ListWindow, _ screen: inout Screen) {
  let (top, bottom, offset) = (window.top, window.bottom, window.offset)
  let browsing = state.browsing
  let rows = browsing.listing.rows
  let height = bottom - top
  guard height > 0, !rows.isEmpty else { return }
  let columns = ListColumns(columns: screen.columns)
  let stops = browsing.listing.stops
  let chosen = stops.indices.contains(browsing.selection) ? stops[browsing.selection] : 0
  for (n, row) in rows.dropFirst(offset).prefix(height).enumerated() {
    draw(row, state, columns, at: top + n, isChosen: offset + n == chosen, &screen)
  }
  // A series is never chosen without its patient in sight.
  if height > 1, !rows[offset...chosen].contains(where: \.isPatient),
    let patient = rows[..<offset].last(where: \.isPatient)
  {
    screen.fill(CellRect(row: top, column: 0, rows: 1, columns: screen.columns))
    draw(patient, state, columns, at: top, isChosen: false, &screen)
  }
  drawScrollBar(offset, of: rows.count, from: top, to: bottom, &screen)
}

func drawScrollBar(
  _ offset: Int, of count: Int, from top: Int, to bottom: Int, _ screen: inout Screen
) {
  let height = bottom - top
  guard count > height else { return }
  let thumb = top + offset * height / count
  screen.put("┃", row: min(thumb, bottom - 1), column: screen.columns - 1, ink: .dim)
}

/// The line of column names; the one that the list is sorted by has an arrow.
func drawHeadings(_ state: State, row: Int, _ screen: inout Screen) {
  let order = state.browsing.order
  for (field, text, column, isNumber) in ListColumns(columns: screen.columns).headings {
    let isSorted = column == order.column
    let ascends = column.beginsWithLeast != order.isReversed
    let arrow = isSorted ? ascends ? " ▴" : " ▾" : ""
    let ink: Ink = isSorted ? .bold : .dim
    let width = min(field.width, screen.columns - field.column)
    let fits = DisplayWidth.of(text + arrow) <= width
    let shown = (fits ? text : String(text.prefix { $0 != "," })) + arrow
    if isNumber, fits {
      screen.putRight(shown, row: row, end: field.end, ink: ink)
    } else {
      screen.putClipped(shown, row: row, column: field.column, ink: ink, width: width)
    }
  }
}

private func draw(
  _ row: ListRow, _ state: State, _ columns: ListColumns, at line: Int, isChosen: Bool,
  _ screen: inout Screen
) {
  let cells = ListCells(row, state, columns)
  if isChosen {
    let start = cells.indent + 1
    screen.fill(
      CellRect(row: line, column: start, rows: 1, columns: screen.columns - 2 - start),
      ink: .selected)
  }
  func ink(_ own: Ink) -> Ink { isChosen ? .selected : own }
  func left(_ text: String, _ field: ListColumns.Field?, _ own: Ink) {
    guard let field, !text.isEmpty else { return }
    screen.putClipped(
      text, row: line, column: field.column, ink: ink(own), width: field.width)
  }
  func right(_ text: String, _ field: ListColumns.Field?, _ own: Ink) {
    guard let field, !text.isEmpty else { return }
    screen.putRight(
      DisplayWidth.clipped(text, to: field.width), row: line, end: field.end, ink: ink(own))
  }
  let first = columns.title.column + cells.indent
  // A title may reach over the columns behind it that have nothing to say here.
  let others: [(ListColumns.Field?, String)] = [
    (columns.date, cells.date), (columns.description, cells.description),
    (columns.series, cells.series), (columns.slices, cells.slices), (columns.size, cells.size),
    (columns.marks, cells.marks), (columns.status, cells.status),
  ]
  let next = others.first { $0.0 != nil && !$0.1.isEmpty }?.0?.column
  let end = next.map { $0 - 2 } ?? screen.columns - 2
  if case .series = row {
    screen.put(isChosen ? "›" : " ", row: line, column: first, ink: ink(.plain))
    screen.putClipped(
      cells.title, row: line, column: first + 2, ink: ink(cells.titleInk),
      width: max(0, end - first - 2))
  } else {
    screen.putClipped(
      cells.title, row: line, column: first, ink: ink(cells.titleInk), width: max(0, end - first))
  }
  left(cells.date, columns.date, .plain)
  left(cells.description, columns.description, .plain)
  right(cells.series, columns.series, .dim)
  right(cells.slices, columns.slices, .dim)
  right(cells.size, columns.size, .dim)
  right(cells.marks, columns.marks, .warning)
  left(cells.status, columns.status, cells.statusInk)
}
