/// The configuration with every default, as `spinetui config --default` prints it.
enum DefaultConfiguration {
  static var text: String {
    let settings = Settings.standard
    var lines = [
      "{", "  // SpineTUI's configuration. What stands here as it is may as well be left out.",
    ]
    for entry in settings.entries {
      let variable = entry.variable.map { " \($0) comes before it." } ?? ""
      lines += ["", "  // \(entry.help)\(variable)", "  // Takes \(entry.expected)."]
      lines.append("  \"\(entry.name)\": \(entry.value),")
    }
    lines += [
      "",
      "  // Windows in HU, by name: change these or add your own. A key of their own is optional.",
      "  \"windows\": {",
      "    // \"dens\": { \"center\": 300, \"width\": 1200, \"key\": \"8\" },",
    ]
    lines += settings.windows.map {
      "    \"\($0.name)\": { \"center\": \($0.window.center.short), "
        + "\"width\": \($0.window.width.short) },"
    }
    lines += [
      "  },", "", "  // What text looks like: \(InkChanges.expected).",
      "  // NO_COLOR in the environment takes all colours away.", "  \"colours\": {",
    ]
    lines += Ink.allCases.map {
      "    \"\($0.name)\": \"\(InkChanges.text(Look($0, colours: 256)))\","
    }
    lines += [
      "  },", "",
      "  // Keys: one, several in a list, or null for none. A sequence is typed one key after",
      "  // the other: \"gg\". Named keys: \(KeyNotation.names.joined(separator: ", ")),",
      "  // and Ctrl- with a letter.", "  \"keys\": {",
    ]
    for context in KeyContext.allCases {
      lines.append("    \"\(context)\": {")
      for row in settings.keymap.bindings where row.context == context {
        lines.append("      \"\(row.name)\": \(json(row.keys)),  // \(row.help)")
      }
      lines.append("    },")
    }
    lines += ["  },", "}"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func json(_ keys: [[Key]]) -> String {
    let texts = keys.map { "\"\(KeyNotation.text($0))\"" }
    return texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
  }
}
