/// The keys that matter now: key and a word, most needed first.
enum Footer {
  static func hints(_ state: State) -> [(key: String, word: String)] {
    if let prompt = state.prompt {
      return prompt.kind == .command
        ? [("Enter", "do it"), ("Esc", "leave"), ("Tab", "complete"), ("↑", "earlier")]
        : [("Enter", "keep"), ("Esc", "all")]
    }
    if state.browsing.opening != nil { return [("Esc", "cancel"), ("?", "keys")] }
    switch state.context {
    case .list where state.browsing.refusedOffset != nil:
      return [("j k", "scroll"), ("r", "series"), ("?", "keys"), ("q", "back")]
    case .list:
      return [
        ("j k", "choose"), ("Enter", "open"), ("/", "filter"), ("s", "sort"),
        ("Z", "hide names"), ("?", "keys"), ("q", "quit"), ("h l", "fold"),
      ]
    case .image:
      let isRunning =
        state.predicting.running.map { $0.seriesID == state.viewing?.seriesID } ?? false
      let hasResult = state.analysisOnScreen != nil
      let ask: [(String, String)] =
        hasResult
        ? [("h", "heat"), ("n", "finding")]
        : [("p", isRunning ? "cancel" : "predict")]
      return [("j k", "slice")] + ask + [
        ("a s c o", "plane"), ("3–7", "window"), ("?", "keys"), ("q", "list"),
        hasResult ? ("g1–g7", "level") : ("x", "crosshair"),
      ]
    case .window:
      return [
        ("h l", "width"), ("j k", "centre"), ("H J K L", "by 100"), ("Enter", "keep"),
        ("?", "keys"),
      ]
    case .crosshair:
      return [
        ("← → ↑ ↓", "move"), ("Shift", "by ten"), ("a s c", "plane"), ("+ -", "zoom"),
        ("x", "leave"), ("?", "keys"),
      ]
    case .measure:
      return [
        ("← → ↑ ↓", "move"), ("Shift", "by ten"), ("Enter", "set"), ("Tab", "take up"),
        ("Backspace", "delete"), ("Esc", "leave"), ("?", "keys"),
      ]
    case .tags:
      return [
        ("j k", "scroll"), ("/", "filter"), ("t", "image"), ("Z", "hide names"), ("?", "keys"),
      ]
    case .help, .anywhere: return [("j k", "scroll"), ("/", "search"), ("q", "close")]
    }
  }
}

func drawFooter(_ state: State, _ screen: inout Screen) {
  let row = screen.rows - 1
  var column = 1
  if let completion = state.prompt?.completion {
    drawChoices(completion, row: row, &screen)
    return
  }
  if let prompt = state.prompt, drawUsage(prompt, row: row, &screen) { return }
  func width(_ hint: (key: String, word: String)) -> Int {
    DisplayWidth.of(hint.key) + 1 + DisplayWidth.of(hint.word)
  }
  let hints = Footer.hints(state)
  // Where there is not room for all, the way to the rest of the keys stays.
  let help = hints.first { $0.key == "?" }
  var room = screen.columns - 1
  if let help, hints.reduce(-2, { $0 + width($1) + 3 }) > room { room -= width(help) + 3 }
  var shown = Array(
    hints.prefix { hint in
      defer { room -= width(hint) + 3 }
      return room > width(hint)
    })
  if let help, !shown.contains(where: { $0.key == "?" }) { shown.append(help) }
  for (key, word) in shown {
    column = screen.put(key, row: row, column: column, ink: .key)
    column = screen.put(word, row: row, column: column + 1, ink: .dim) + 3
  }
  if !state.pendingKeys.isEmpty {
    screen.putRight(
      state.pendingKeys.map(\.name).joined() + "…", row: row, end: screen.columns - 1, ink: .bold)
  }
}
