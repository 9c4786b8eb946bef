import Imaging

/// How many columns text takes on the screen, cell by cell.
enum DisplayWidth {
  static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

  /// Curses gives each scalar of a character its own columns: two flags' letters have two.
  static func of(_ character: Character) -> Int {
    character.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  /// 0 for controls and combining marks, 2 for wide characters, else 1.
  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 {
      return scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? 0 : 1
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    return DisplayText.width(of: scalar)
  }

  /// `text` in at most `columns`; what is cut off leaves an ellipsis.
  static func clipped(_ text: String, to columns: Int) -> String {
    guard columns > 0 else { return "" }
    guard of(text) > columns else { return text }
    var result = ""
    var used = 0
    for character in text {
      let next = of(character)
      if used + next > columns - 1 { break }
      result.append(character)
      used += next
    }
    return result + "…"
  }

  /// `text` in at most `columns`; what is cut off at its beginning leaves an ellipsis.
  static func clippedAtStart(_ text: String, to columns: Int) -> String {
    guard columns > 0 else { return "" }
    guard of(text) > columns else { return text }
    var kept: [Character] = []
    var used = 0
    for character in text.reversed() {
      let next = of(character)
      if used + next > columns - 1 { break }
      kept.append(character)
      used += next
    }
    return "…" + String(kept.reversed())
  }

  /// `text` broken between words into lines of at most `columns`.
  static func wrapped(_ text: String, to columns: Int) -> [String] {
    guard columns > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let word = clipped(String(word), to: columns)
      if line.isEmpty {
        line = word
      } else if of(line) + 1 + of(word) <= columns {
        line += " " + word
      } else {
        lines.append(line)
        line = word
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
