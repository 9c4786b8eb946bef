extension HelpText {
  /// docs/keys.md.
  static var page: String {
    var text = """
      # Keys

      Generated from the key table by `make docs`; the help overlay (`?`) shows the same rows. A key
      sequence is typed one key after the other.

      """
    for context in [
      KeyContext.list, .image, .window, .crosshair, .measure, .tags, .anywhere, .help,
    ] {
      text += "\n## \(context.title(.standard))\n\n"
      text += "| keys | what happens | name in `config.json` |\n|---|---|---|\n"
      for row in Keymap.standard.bindings where row.context == context {
        let keys = row.keys.map { "`\($0.name)`" }.joined(separator: " ")
        text += "| \(keys) | \(row.help) | `\(context).\(row.name)` |\n"
      }
    }
    return text
      + """

      ## Typed commands

      | command | what happens |
      |---|---|

      """
      + TypedCommand.table.map { "| \($0.usageNames) | \($0.help) |\n" }.joined()
      + mousePage
  }

  private static var mousePage: String {
    let rows = MouseBinding.table.map {
      "| \($0.gesture.name) | \($0.help) | \($0.context.title(.standard)) |\n"
    }
    return "\n## The mouse\n\n| gesture | what happens | where |\n|---|---|---|\n" + rows.joined()
  }
}
