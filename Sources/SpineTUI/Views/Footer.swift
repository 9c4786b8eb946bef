/// The keys that matter now: key and a word, most needed first.
enum Footer {
  static func hints(_ state: State) -> [(key: String, word: String)] {
    if let prompt = state.prompt {
      return prompt.kind == .filter
        ? [("Enter", "keep"), ("Esc", "all")] : [("Enter", "do it"), ("Esc", "leave")]
    }
    if state.browsing.opening != nil { return [("Esc", "cancel"), ("?", "keys")] }
    switch state.context {
    case .list:
      return [
        ("j k", "choose"), ("Enter", "open"), ("/", "filter"), ("Z", "hide names"), ("?", "keys"),
        ("q", "quit"),
      ]
    case .image:
      let hasResult = state.analysisOnScreen != nil
      let ask: [(String, String)] =
        hasResult
        ? [("h", "heat"), ("n", "finding"), ("g1–g7", "level")]
        : [("p", state.predicting.running == nil ? "predict" : "cancel"), ("x", "crosshair")]
      return [("j k", "slice"), ("a s c o", "plane"), ("3–7", "window")] + ask
        + [("?", "keys"), ("q", "list")]
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
    case .help, .anywhere: return [("j k", "scroll"), ("q", "close")]
    }
  }
}

func drawFooter(_ state: State, _ screen: inout Screen) {
  let row = screen.rows - 1
  var column = 1
  for (key, word) in Footer.hints(state) {
    let width = DisplayWidth.of(key) + 1 + DisplayWidth.of(word)
    guard column + width < screen.columns else { break }
    column = screen.put(key, row: row, column: column, ink: .key)
    column = screen.put(word, row: row, column: column + 1, ink: .dim) + 3
  }
  if !state.pendingKeys.isEmpty {
    screen.putRight(
      state.pendingKeys.map(\.name).joined() + "…", row: row, end: screen.columns - 1, ink: .bold)
  }
}
