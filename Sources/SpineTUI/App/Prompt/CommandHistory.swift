/// The commands typed before, oldest first. Filters are none of them: they may be patients' names.
struct CommandHistory: Equatable, Sendable {
  private(set) var entries: [String]
  static let longest = 500

  init(_ entries: [String] = []) {
    self.entries = []
    for entry in entries { add(entry) }
  }

  /// Each stands once, where it was typed last.
  mutating func add(_ text: String) {
    guard !text.isEmpty else { return }
    entries.removeAll { $0 == text }
    entries.append(text)
    if entries.count > Self.longest { entries.removeFirst(entries.count - Self.longest) }
  }

  /// The nearest entry before (`step` −1) or behind (+1) `place` that begins with `start`.
  func entry(from place: Int, step: Int, beginning start: String) -> Int? {
    var next = place + step
    while entries.indices.contains(next) {
      if entries[next].hasPrefix(start) { return next }
      next += step
    }
    return nil
  }
}

extension Prompt {
  /// Where in the history the line is, and what was typed before going there.
  struct Recall: Equatable, Sendable {
    var place: Int
    var typed: String
  }

  /// ↑ and ↓: the commands that begin with what was typed.
  mutating func recall(_ step: Int, in history: CommandHistory) {
    guard kind == .command else { return }
    let from = recalled ?? Recall(place: history.entries.count, typed: text)
    if let place = history.entry(from: from.place, step: step, beginning: from.typed) {
      line = LineEditor(history.entries[place])
      recalled = Recall(place: place, typed: from.typed)
    } else if step > 0, recalled != nil {
      line = LineEditor(from.typed)
      recalled = nil
    }
  }
}
