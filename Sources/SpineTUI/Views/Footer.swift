/// The keys that matter now: key and a word, most needed first.
enum Footer {
  typealias Hint = (key: String, word: String)

  static func hints(_ state: State) -> [Hint] {
    if let prompt = state.prompt {
      return prompt.kind == .command
        ? [("Enter", "do it"), ("Esc", "leave"), ("Tab", "complete"), ("↑", "earlier")]
        : [("Enter", "keep"), ("Esc", "all")]
    }
    let keymap = state.keymap
    func hint(_ context: KeyContext, _ names: String..., word: String) -> Hint? {
      keymap.keys(names, in: context).map { ($0, word) }
    }
    let help = hint(.anywhere, "help", word: "keys")
    if state.browsing.opening != nil, state.context == .list || state.context == .image {
      return [hint(.anywhere, "cancel", word: "cancel"), help].compactMap { $0 }
    }
    let hints: [Hint?]
    switch state.context {
    case .list where state.browsing.refusedOffset != nil:
      hints = [
        hint(.list, "next-line", "previous-line", word: "scroll"),
        hint(.list, "refused", word: "series"), help, hint(.anywhere, "back", word: "back"),
      ]
    case .list:
      hints = [
        hint(.list, "next-line", "previous-line", word: "choose"),
        hint(.list, "open", word: "open"), hint(.list, "filter", word: "filter"),
        hint(.list, "sort", word: "sort"), hint(.anywhere, "hide-names", word: "hide names"), help,
        hint(.anywhere, "back", word: "quit"),
        state.profile.columns < 100 ? nil : hint(.list, "fold", "unfold", word: "fold"),
      ]
    case .image:
      let isRunning =
        state.predicting.running.map { $0.seriesID == state.viewing?.seriesID } ?? false
      let hasResult = state.analysisOnScreen != nil
      let ask: [Hint?] =
        hasResult
        ? [hint(.image, "heat", word: "heat"), hint(.image, "next-finding", word: "finding")]
        : [hint(.image, "predict", word: isRunning ? "cancel" : "predict")]
      hints =
        [hint(.image, "next-slice", "previous-slice", word: "slice")] + ask + [
          hint(.image, "axial", "sagittal", "coronal", "linked", word: "plane"),
          keymap.range("window-", in: .image).map { ($0, "window") }, help,
          hint(.anywhere, "back", word: "list"),
          hasResult
            ? keymap.range("level-", in: .image).map { ($0, "level") }
            : hint(.image, "crosshair", word: "crosshair"),
        ]
    case .window:
      hints = [
        hint(.window, "narrower", "wider", word: "width"),
        hint(.window, "centre-down", "centre-up", word: "centre"),
        hint(
          .window, "much-narrower", "centre-far-down", "centre-far-up", "much-wider",
          word: "by 100"),
        hint(.window, "keep", word: "keep"), help,
      ]
    case .crosshair:
      hints = [
        hint(.crosshair, "left", "right", "up", "down", word: "move"),
        keymap.key("far-left", in: .crosshair) == Key.shiftLeft.name
          ? ("Shift", "by ten") : hint(.crosshair, "far-left", "far-right", word: "by ten"),
        hint(.image, "axial", "sagittal", "coronal", word: "plane"),
        hint(.image, "zoom-in", "zoom-out", word: "zoom"),
        hint(.image, "crosshair", word: "leave"), help,
      ]
    case .measure:
      hints = [
        hint(.measure, "left", "right", "up", "down", word: "move"),
        keymap.key("far-left", in: .measure) == Key.shiftLeft.name
          ? ("Shift", "by ten") : hint(.measure, "far-left", "far-right", word: "by ten"),
        hint(.measure, "set", word: "set"), hint(.measure, "next-point", word: "take up"),
        hint(.measure, "delete", word: "delete"), hint(.anywhere, "cancel", word: "leave"), help,
      ]
    case .tags:
      hints = [
        hint(.tags, "down", "up", word: "scroll"), hint(.tags, "search", word: "filter"),
        hint(.tags, "close", word: "image"), hint(.anywhere, "hide-names", word: "hide names"),
        help,
      ]
    case .help, .anywhere:
      hints = [
        hint(.help, "down", "up", word: "scroll"), hint(.help, "search", word: "search"),
        keymap.close.map { ($0, "close") },
      ]
    }
    return hints.compactMap { $0 }
  }
}

extension Keymap {
  /// The first keys of several rows; nil where none has one.
  fileprivate func keys(_ names: [String], in context: KeyContext) -> String? {
    let keys = names.compactMap { key($0, in: context) }
    return keys.isEmpty ? nil : keys.joined(separator: " ")
  }

  /// The first keys of all rows whose name begins so: "3–7" where they follow one another.
  fileprivate func range(_ prefix: String, in context: KeyContext) -> String? {
    let keys = bindings.filter { $0.context == context && $0.name.hasPrefix(prefix) }
      .compactMap { $0.keys.first?.name }
    guard keys.count > 2, let first = keys.first, let last = keys.last else {
      return keys.isEmpty ? nil : keys.joined(separator: " ")
    }
    let stem = first.dropLast()
    let numbers = keys.map { $0.hasPrefix(stem) ? Int($0.dropFirst(stem.count)) : nil }
    let isRun = zip(numbers, numbers.dropFirst()).allSatisfy { a, b in
      a.flatMap { a in b.map { $0 == a + 1 } } ?? false
    }
    return isRun ? "\(first)–\(last)" : keys.joined(separator: " ")
  }

  /// The last key that closes the help but Esc and Enter: the one that leaves other screens too.
  fileprivate var close: String? {
    let keys = bindings.first { $0.context == .help && $0.name == "close" }?.keys ?? []
    return (keys.first { $0 == letter("q") } ?? keys.first)?.name
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
  let help = hints.first { $0.key == state.keymap.key("help", in: .anywhere) }
  var room = screen.columns - 1
  if let help, hints.reduce(-2, { $0 + width($1) + 3 }) > room { room -= width(help) + 3 }
  var shown = Array(
    hints.prefix { hint in
      defer { room -= width(hint) + 3 }
      return room > width(hint)
    })
  if let help, !shown.contains(where: { $0.key == help.key }) { shown.append(help) }
  for (key, word) in shown {
    column = screen.put(key, row: row, column: column, ink: .key)
    column = screen.put(word, row: row, column: column + 1, ink: .dim) + 3
  }
  if !state.pendingKeys.isEmpty {
    screen.putRight(
      state.pendingKeys.map(\.name).joined() + "…", row: row, end: screen.columns - 1, ink: .bold)
  }
}
