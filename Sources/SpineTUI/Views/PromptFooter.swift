/// What Tab goes through, the one in the line marked; those around it where not all have room.
func drawChoices(_ completion: Completion, row: Int, _ screen: inout Screen) {
  let titles = completion.choices.map(\.title)
  var column = screen.put("Esc", row: row, column: 1, ink: .key)
  column = screen.put("leave", row: row, column: column + 1, ink: .dim) + 3
  let room = screen.columns - column - 3
  var start = 0
  func width(_ range: ClosedRange<Int>) -> Int {
    titles[range].reduce(-2) { $0 + DisplayWidth.of($1) + 2 }
  }
  while start < completion.index, width(start...completion.index) > room { start += 1 }
  if start > 0 { column = screen.put("…", row: row, column: column, ink: .dim) + 1 }
  for (n, title) in titles.enumerated().dropFirst(start) {
    guard column + DisplayWidth.of(title) <= screen.columns - 2 else {
      screen.put("…", row: row, column: column, ink: .dim)
      return
    }
    let ink: Ink = n == completion.index ? .selected : .plain
    column = screen.put(title, row: row, column: column, ink: ink) + 2
  }
}

/// What the command being typed takes, once its name is known.
///
/// - Returns: false where the name is not known yet.
func drawUsage(_ prompt: Prompt, row: Int, _ screen: inout Screen) -> Bool {
  guard prompt.kind == .command, let name = prompt.text.split(separator: " ").first,
    let command = TypedCommand.table.first(where: { $0.names.contains(String(name)) })
  else { return false }
  var column = screen.put("Esc", row: row, column: 1, ink: .key)
  column = screen.put("leave", row: row, column: column + 1, ink: .dim) + 3
  column = screen.put(
    command.usage.joined(separator: "  "), row: row, column: column, ink: .plain,
    width: screen.columns - column - 1)
  screen.putClipped(
    command.help, row: row, column: column + 3, ink: .dim, width: screen.columns - column - 4)
  return true
}
