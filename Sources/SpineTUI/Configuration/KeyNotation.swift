/// Keys as people write them: "j", "gg", "Ctrl-L", "PgDn", "g Home".
enum KeyNotation {
  /// Keys that have a name, the first of which is the one shown.
  private static let named: [(key: Key, names: [String])] = [
    (.up, ["Up"]), (.down, ["Down"]), (.left, ["Left"]), (.right, ["Right"]),
    (.shiftUp, ["Shift-Up"]), (.shiftDown, ["Shift-Down"]), (.shiftLeft, ["Shift-Left"]),
    (.shiftRight, ["Shift-Right"]), (.pageUp, ["PgUp", "PageUp"]),
    (.pageDown, ["PgDn", "PageDown"]), (.home, ["Home"]), (.end, ["End"]), (.enter, ["Enter"]),
    (.escape, ["Esc", "Escape"]), (.tab, ["Tab"]), (.backtab, ["Shift-Tab"]),
    (.backspace, ["Backspace"]), (.delete, ["Del", "Delete"]),
    (.character(" "), ["Space"]),
  ]
  /// Longer sequences nobody types.
  static let longestSequence = 4

  /// The keys that `text` means; nil when it means none.
  static func keys(_ text: String) -> [Key]? {
    var keys: [Key] = []
    for word in text.split(separator: " ") {
      if let key = key(String(word)) {
        keys.append(key)
      } else {
        // A longer word is a misspelt key rather than a sequence of letters.
        guard word.count <= 3, word.allSatisfy(isTypeable) else { return nil }
        keys += word.map { .character($0) }
      }
    }
    return (1...longestSequence).contains(keys.count) ? keys : nil
  }

  /// What named keys are called.
  static var names: [String] { named.compactMap(\.names.first) }

  /// What `keys` are called in the configuration.
  static func text(_ keys: [Key]) -> String {
    let words = keys.map(text)
    return words.allSatisfy { $0.count == 1 } && words.count <= 3
      ? words.joined() : words.joined(separator: " ")
  }

  private static func text(_ key: Key) -> String {
    if let name = named.first(where: { $0.key == key })?.names.first { return name }
    return key.name
  }

  private static func key(_ word: String) -> Key? {
    let lower = word.lowercased()
    if let row = named.first(where: { $0.names.contains { $0.lowercased() == lower } }) {
      return row.key
    }
    // Ctrl with other characters differs from terminal to terminal; H, I, J and M with it are
    // Backspace, Tab and Enter.
    if lower.hasPrefix("ctrl-"), lower.count == 6, let letter = lower.last, letter.isASCII,
      letter.isLetter, !"hijm".contains(letter)
    {
      return .control(letter)
    }
    // Arrows as the key list shows them.
    if let shown = named.map(\.key).first(where: { $0.name == word }) { return shown }
    guard word.count == 1, let character = word.first, isTypeable(character) else { return nil }
    return .character(character)
  }

  private static func isTypeable(_ character: Character) -> Bool {
    !character.isWhitespace && DisplayWidth.of(character) > 0
  }
}
