/// The key table as the configuration changes it.
struct KeyChanges {
  /// Rows whose keys may be exchanged but not taken away: the ways out.
  static let indispensable: Set<String> = ["anywhere.quit", "help.quit", "help.close"]

  private var rows: [KeyBinding]
  /// Where in the file the keys of a changed row stand.
  private var places: [Int: String] = [:]

  init(_ keymap: Keymap) { rows = keymap.bindings }

  /// Puts the windows' rows into the table, and their keys.
  mutating func apply(_ windows: [NamedWindow]) {
    for window in windows where !NamedWindow.standard.contains(window) {
      let name = "window-\(window.name)"
      var row = KeyBinding.window(window)
      if let index = rows.firstIndex(where: { $0.context == .image && $0.name == name }) {
        row.keys = window.keys.map { [$0] } ?? rows[index].keys
        if row.keys != rows[index].keys { places[index] = "windows.\(window.name).key" }
        rows[index] = row
      } else {
        rows.append(row)
        places[rows.count - 1] = "windows.\(window.name).key"
      }
    }
  }

  /// Applies the file's "keys": for each context, names of rows and their keys.
  mutating func apply(
    _ object: [String: ConfigurationValue], problems: inout ConfigurationProblems
  ) {
    for (contextName, value) in object.sorted(by: { $0.key < $1.key }) {
      guard let context = KeyContext(rawValue: contextName) else {
        problems.addUnknown(
          "keys.\(contextName)", contextName, "group of keys",
          of: KeyContext.allCases.map(\.rawValue))
        continue
      }
      guard case .object(let named) = value else {
        problems.add(
          "keys.\(contextName)", "this is an object as {\"help\": \"F\"}, not \(value.phrase)")
        continue
      }
      for (name, value) in named.sorted(by: { $0.key < $1.key }) {
        apply(value, to: name, in: context, &problems)
      }
    }
    findConflicts(&problems)
  }

  var keymap: Keymap { Keymap(bindings: rows) }

  /// Why a value means no key.
  static func explanation(_ value: ConfigurationValue) -> String {
    "\(value.phrase) is no key: write one as \"j\", \"gg\", \"Ctrl-L\", \"PgDn\" or \"Shift-Up\", "
      + "or several in a list"
  }

  private mutating func apply(
    _ value: ConfigurationValue, to name: String, in context: KeyContext,
    _ problems: inout ConfigurationProblems
  ) {
    let place = "keys.\(context).\(name)"
    guard let index = rows.firstIndex(where: { $0.context == context && $0.name == name }) else {
      let known = rows.filter { $0.context == context }.map(\.name)
      problems.addUnknown(place, name, "row of keys", of: known)
      return
    }
    let texts: [ConfigurationValue] =
      switch value {
      case .null: []
      case .array(let list): list
      default: [value]
      }
    var keys: [[Key]] = []
    for text in texts {
      guard case .string(let written) = text, let found = KeyNotation.keys(written) else {
        problems.add(place, Self.explanation(text))
        return
      }
      keys.append(found)
    }
    if keys.isEmpty, Self.indispensable.contains("\(context).\(name)") {
      problems.add(place, "this row needs a key: without it there would be no way out")
      return
    }
    rows[index].keys = keys
    places[index] = place
  }

  /// A key that means two things, or begins another row's sequence, would take one of them away.
  private func findConflicts(_ problems: inout ConfigurationProblems) {
    for (index, place) in places.sorted(by: { $0.key < $1.key }) {
      if let conflict = conflict(of: index) { problems.add(place, conflict) }
    }
  }

  /// The first row that wants a key of row `index`; of two changed rows the later one is to blame.
  private func conflict(of index: Int) -> String? {
    for (other, row) in rows.enumerated() where other != index && rows[index].meets(row) {
      if places[other] != nil, other > index { continue }
      for keys in rows[index].keys {
        guard let taken = row.keys.first(where: { $0.starts(with: keys) || keys.starts(with: $0) })
        else { continue }
        let (ours, theirs) = (KeyNotation.text(keys), KeyNotation.text(taken))
        let what =
          ours == theirs ? "“\(ours)” is also" : "“\(ours)” and “\(theirs)” cannot both be:"
        return "\(what) \(row.context).\(row.name) (\(row.help))"
      }
    }
    return nil
  }
}

extension KeyBinding {
  /// Whether both rows wait for keys at the same time. Modes take keys from what lies behind them on
  /// purpose.
  fileprivate func meets(_ other: KeyBinding) -> Bool {
    if context == other.context { return true }
    let pair = [context, other.context]
    return pair.contains(.anywhere) && pair.contains { $0 == .list || $0 == .image }
  }
}
