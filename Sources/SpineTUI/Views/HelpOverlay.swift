/// The key table as lines: the keys of the present context first.
enum HelpText {
  struct Line: Equatable, Sendable {
    var keys: String
    var text: String
    var isTitle: Bool

    /// The same in lines of at most `columns` text columns; the keys stand in the first.
    func wrapped(to columns: Int) -> [Line] {
      guard !isTitle else { return [self] }
      return DisplayWidth.wrapped(text, to: columns).enumerated().map {
        Line(keys: $0 == 0 ? keys : "", text: $1, isTitle: false)
      }
    }
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
    for context in [
      KeyContext.list, .image, .window, .crosshair, .measure, .anywhere, .help,
    ] {
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

      """
      + TypedCommand.table.map { "| \($0.usageNames) | \($0.help) |\n" }.joined()
  }
}

/// Where the help lies in a window of this size, and how far it scrolls.
struct HelpLayout {
  let lines: [HelpText.Line]
  let rect: CellRect

  init(_ context: KeyContext, columns: Int, rows: Int) {
    let keyWidth = Self.keyWidth(Self.width(columns))
    lines = HelpText.lines(for: context).flatMap {
      $0.wrapped(to: Self.width(columns) - keyWidth - 6)
    }
    let width = Self.width(columns)
    let height = min(rows - 3, lines.count + 2)
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
func drawHelp(_ help: HelpState, _ screen: inout Screen) {
  let layout = HelpLayout(help.context, columns: screen.columns, rows: screen.rows)
  let (lines, rect, visible) = (layout.lines, layout.rect, layout.visible)
  let (width, keyWidth) = (rect.columns, layout.keyWidth)
  drawBox(rect, title: "Keys", &screen)
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
