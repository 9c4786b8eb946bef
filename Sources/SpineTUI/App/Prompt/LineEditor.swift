/// A line of text with a cursor in it, edited by the keys of a shell.
struct LineEditor: Equatable, Sendable {
  private var characters: [Character]
  /// Characters before the cursor.
  private(set) var cursor: Int
  /// Longer than any sensible command or filter.
  static let longest = 1000

  /// The cursor stands behind the text.
  init(_ text: String = "") {
    characters = Array(text.prefix(Self.longest))
    cursor = characters.count
  }

  var text: String { String(characters) }
  var isEmpty: Bool { characters.isEmpty }
  var beforeCursor: String { String(characters[..<cursor]) }
  var afterCursor: String { String(characters[cursor...]) }

  mutating func insert(_ text: String) {
    let added = text.prefix(Self.longest - characters.count)
    characters.insert(contentsOf: added, at: cursor)
    cursor += added.count
  }

  /// Does what `key` means in a line of input.
  ///
  /// - Returns: false for a key that means nothing here.
  @discardableResult
  mutating func edit(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .backspace: remove(from: max(0, cursor - 1))
    case .delete, .control("d"):
      if cursor < characters.count { characters.remove(at: cursor) }
    case .control("w"): remove(from: wordStart)
    case .control("u"): remove(from: 0)
    case .control("k"): characters.removeSubrange(cursor...)
    default: return false
    }
    return true
  }

  private mutating func remove(from start: Int) {
    characters.removeSubrange(start..<cursor)
    cursor = start
  }

  /// Where the word before the cursor begins, the spaces behind it passed over.
  private var wordStart: Int {
    var start = cursor
    while start > 0, characters[start - 1] == " " { start -= 1 }
    while start > 0, characters[start - 1] != " " { start -= 1 }
    return start
  }
}
