/// Where the help lies in a window of this size, and how far it scrolls.
struct HelpLayout {
  let lines: [HelpText.Line]
  let rect: CellRect

  init(_ help: HelpState, _ keymap: Keymap, columns: Int, rows: Int) {
    let keyWidth = Self.keyWidth(Self.width(columns))
    let found = HelpText.lines(for: help, of: keymap)
    let none = HelpText.Line(
      keys: "", text: "No line has these words: \(keymap.hint("cancel", in: .help, "shows all"))",
      isTitle: false)
    lines = (found.isEmpty ? [none] : found).flatMap {
      $0.wrapped(to: Self.width(columns) - keyWidth - 6)
    }
    let width = Self.width(columns)
    // As tall while searching as before, so that nothing jumps.
    let whole = help.search.isEmpty ? lines.count : Int.max / 2
    let height = min(rows - 3, whole + 2)
    rect = CellRect(
      row: max(1, (rows - 2 - height) / 2), column: (columns - width) / 2, rows: height,
      columns: width)
  }

  var visible: Int { max(0, rect.rows - 2) }
  var lastOffset: Int { max(0, lines.count - visible) }
  var keyWidth: Int { Self.keyWidth(rect.columns) }

  private static func width(_ columns: Int) -> Int { min(columns - 2, 84) }
  private static func keyWidth(_ width: Int) -> Int { min(18, width / 3) }
}

/// Help in the middle of the screen, over whatever is there.
func drawHelp(_ help: HelpState, _ keymap: Keymap, _ screen: inout Screen) {
  let layout = HelpLayout(help, keymap, columns: screen.columns, rows: screen.rows)
  let (lines, rect, visible) = (layout.lines, layout.rect, layout.visible)
  let (width, keyWidth) = (rect.columns, layout.keyWidth)
  drawBox(
    rect,
    title: help.search.isEmpty
      ? "Keys" : "Keys with “\(DisplayWidth.clipped(help.search, to: max(4, width - 20)))”",
    &screen)
  let offset = max(0, min(help.offset, layout.lastOffset))
  for (n, line) in lines.dropFirst(offset).prefix(visible).enumerated() {
    let row = rect.row + 1 + n
    if line.isTitle {
      screen.putClipped(line.text, row: row, column: rect.column + 2, ink: .title, width: width - 4)
    } else {
      screen.putClipped(
        line.keys, row: row, column: rect.column + 3, ink: .key, width: keyWidth)
      screen.putClipped(
        line.text, row: row, column: rect.column + 4 + keyWidth, width: width - keyWidth - 6)
    }
  }
  if lines.count > visible {
    let place = " \(offset + 1)–\(min(offset + visible, lines.count)) of \(lines.count) "
    screen.putRight(
      place, row: rect.row + rect.rows - 1, end: rect.column + width - 2, ink: .dim)
  }
}

/// An empty box with a title in its upper edge.
func drawBox(_ rect: CellRect, title: String, _ screen: inout Screen) {
  guard rect.rows >= 2, rect.columns >= 4 else { return }
  screen.fill(rect)
  let bar = String(repeating: "─", count: rect.columns - 2)
  screen.put("╭" + bar + "╮", row: rect.row, column: rect.column, ink: .dim)
  screen.put("╰" + bar + "╯", row: rect.row + rect.rows - 1, column: rect.column, ink: .dim)
  for row in rect.row + 1..<rect.row + rect.rows - 1 {
    screen.put("│", row: row, column: rect.column, ink: .dim)
    screen.put("│", row: row, column: rect.column + rect.columns - 1, ink: .dim)
  }
  screen.put(" \(title) ", row: rect.row, column: rect.column + 2, ink: .title)
}
