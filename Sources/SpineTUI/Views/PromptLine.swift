/// The line being typed with its cursor; of a long one the part around the cursor stays in view.
func promptText(_ prompt: Prompt, fitting columns: Int) -> String {
  let sign = prompt.kind == .command ? ":" : "/"
  let before = DisplayWidth.suffix(of: prompt.line.beforeCursor, in: max(0, columns - 2))
  return sign + before + "▏" + prompt.line.afterCursor
}

extension DisplayWidth {
  /// The end of `text` that fits into `columns`.
  static func suffix(of text: String, in columns: Int) -> String {
    var room = columns
    return String(
      text.reversed().prefix { character in
        room -= of(character)
        return room >= 0
      }.reversed())
  }
}
