/// Keys, typed commands and the mouse as lines: what is of use in the present context comes first.
enum HelpText {
  struct Line: Equatable, Sendable {
    var keys: String
    var text: String
    var isTitle: Bool

    /// The same in lines of at most `columns` text columns; the keys stand in the first.
    func wrapped(to columns: Int) -> [Line] {
      guard !isTitle else { return [self] }
      return DisplayWidth.wrapped(text, to: columns).enumerated().map {
        Line(keys: $0 == 0 ? keys : "", text: $1, isTitle: false)
      }
    }
  }

  /// Lines under one heading.
  struct Section {
    var title: String
    var lines: [Line]

    init(_ title: String, _ rows: [(keys: String, text: String)]) {
      self.title = title
      lines = rows.map { Line(keys: $0.keys, text: $0.text, isTitle: false) }
    }

    /// Those with every word of `search` in keys, text or heading.
    func lines(matching search: String) -> [Line] {
      let words = search.lowercased().split(separator: " ")
      let found = lines.filter { line in
        let text = "\(line.keys) \(line.text) \(title)".lowercased()
        // A single sign is a key, and means that very key.
        return words.allSatisfy { text.contains($0) }
          || (search.count == 1 && line.keys.split(separator: " ").contains { $0 == search })
      }
      guard !found.isEmpty else { return [] }
      return [Line(keys: "", text: title, isTitle: true)] + found
    }
  }

  static func sections(for context: KeyContext, of keymap: Keymap) -> [Section] {
    var order: [KeyContext] = [context]
    while let next = order.last?.fallback { order.append(next) }
    let others = KeyContext.allCases.filter { !order.contains($0) }
    func keys(_ context: KeyContext) -> Section {
      let rows = keymap.bindings.filter { $0.context == context && !$0.keys.isEmpty }
      return Section(context.title(keymap), rows.map { ($0.keyNames, $0.help) })
    }
    func mouse(_ context: KeyContext) -> Section {
      let rows = MouseBinding.table.filter { $0.context == context }
      return Section(
        "\(context.title(keymap)), with the mouse", rows.map { ($0.gesture.name, $0.help) })
    }
    let commands = Section("Typed commands", TypedCommand.table.map { ($0.keyText, $0.helpText) })
    return order.flatMap { [keys($0), mouse($0)] } + [commands]
      + others.flatMap { [keys($0), mouse($0)] }
  }

  static func lines(for help: HelpState, of keymap: Keymap) -> [Line] {
    sections(for: help.context, of: keymap).flatMap { $0.lines(matching: help.search) }
  }
}

extension TypedCommand {
  /// ":slab"; of bare numbers all forms.
  var keyText: String {
    names.first.map { ":" + $0 } ?? usage.map { ":" + $0 }.joined(separator: " ")
  }

  /// "MM, or MM mip|minip, or off: shows slices …".
  var helpText: String {
    let forms = names.isEmpty ? [] : usage.map { $0.drop { $0 != " " }.dropFirst() }
    let arguments = forms.filter { !$0.isEmpty }.joined(separator: ", or ")
    return arguments.isEmpty ? help : "\(arguments): \(help)"
  }
}
