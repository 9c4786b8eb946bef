/// The key table as lines: the keys of the present context first.
enum HelpText {
  struct Line: Equatable, Sendable {
    var keys: String
    var text: String
    var isTitle: Bool
  }

  static func lines(for context: KeyContext) -> [Line] {
    var order: [KeyContext] = [context]
    while let next = order.last?.fallback { order.append(next) }
    order += KeyContext.allCases.filter { !order.contains($0) }
    return order.flatMap { context -> [Line] in
      let rows = Keymap.bindings.filter { $0.context == context }
      guard !rows.isEmpty else { return [] }
      return [Line(keys: "", text: context.title, isTitle: true)]
        + rows.map { Line(keys: $0.keyNames, text: $0.help, isTitle: false) }
    }
  }

  /// docs/keys.md.
  static var page: String {
    var text = """
      # Keys

      Generated from the key table by `make docs`; the help overlay (`?`) shows the same rows. A key
      sequence is typed one key after the other.

      """
    for context in [KeyContext.list, .image, .window, .crosshair, .anywhere, .help] {
      text += "\n## \(context.title)\n\n| keys | what happens |\n|---|---|\n"
      for row in Keymap.bindings where row.context == context {
        let keys = row.keys
          .map { "`\($0.map(\.name).joined())`" }.joined(separator: " ")
        text += "| \(keys) | \(row.help) |\n"
      }
    }
    return text
      + """

      ## Typed commands

      | command | what happens |
      |---|---|
      | `:143` | goes to slice 143; slices count from 1 |
      | `:+10` `:-3` | moves by so many slices |
      | `:w 350 2000` | sets the window's centre and width, HU |
      | `:q` | quits |

      """
  }
}

/// Help in the middle of the screen, over whatever is there.
func drawHelp(_ help: HelpState, _ screen: inout Screen) {
  let lines = HelpText.lines(for: help.context)
  let width = min(screen.columns - 2, 84)
  let height = min(screen.rows - 3, lines.count + 2)
  let rect = CellRect(
    row: max(0, (screen.rows - 2 - height) / 2), column: (screen.columns - width) / 2, rows: height,
    columns: width)
  drawBox(rect, title: "Keys", &screen)
  let visible = height - 2
  let offset = max(0, min(help.offset, lines.count - visible))
  let keyWidth = min(18, width / 3)
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
