/// The key table in force: the standard rows, or those that the configuration has changed.
struct Keymap: Sendable {
  let bindings: [KeyBinding]

  static let standard = Keymap(
    bindings: browsingBindings + viewingBindings + pictureBindings + measuringBindings
      + tagsBindings
      + predictingBindings + modeBindings + appBindings)

  enum Resolution {
    case action(Action)
    /// The keys so far begin a sequence.
    case pending
    case none
  }

  /// What `keys` mean in `context`.
  func resolve(_ keys: [Key], in context: KeyContext) -> Resolution {
    var isPrefix = false
    var place: KeyContext? = context
    while let current = place {
      for binding in bindings where binding.context == current {
        if binding.keys.contains(keys) { return .action(binding.action) }
        if binding.keys.contains(where: { $0.count > keys.count && $0.starts(with: keys) }) {
          isPrefix = true
        }
      }
      if isPrefix { return .pending }
      place = current.fallback
    }
    return .none
  }

  /// The name of the first key of a row, for sentences and the footer; nil where the row has none.
  func key(_ name: String, in context: KeyContext) -> String? {
    bindings.first { $0.context == context && $0.name == name }?.keys.first?.name
  }

  /// "press p", or what to do where the row has no key.
  func press(_ name: String, in context: KeyContext) -> String {
    key(name, in: context).map { "press \($0)" } ?? "give \(context).\(name) a key in config.json"
  }

  /// "Esc cancels"; nothing where the row has no key.
  func hint(_ name: String, in context: KeyContext, _ verb: String) -> String {
    key(name, in: context).map { "\($0) \(verb)" } ?? ""
  }

  /// "Nothing matches: Esc shows all"; the sentence alone where the row has no key.
  func hint(
    after sentence: String, _ name: String, in context: KeyContext, _ verb: String
  ) -> String {
    [sentence, hint(name, in: context, verb)].filter { !$0.isEmpty }.joined(separator: ": ")
  }
}

/// What the user is doing, as far as keys are concerned.
enum KeyContext: String, Sendable, CaseIterable {
  case list, image, window, crosshair, measure, tags, help, anywhere

  /// Where a key is looked up that this context does not bind.
  var fallback: KeyContext? {
    switch self {
    case .window, .crosshair, .measure: .image
    case .list, .image, .tags: .anywhere
    case .help, .anywhere: nil
    }
  }

  /// The heading of its rows, with the keys that lead there.
  func title(_ keymap: Keymap) -> String {
    func keys(_ names: String...) -> String {
      let keys = names.compactMap { keymap.key($0, in: .image) }
      return keys.isEmpty ? "" : " (\(keys.joined(separator: " ")))"
    }
    return switch self {
    case .list: "In the list"
    case .image: "In the image"
    case .window: "While setting the window" + keys("windowing")
    case .crosshair: "While moving the crosshair" + keys("crosshair")
    case .measure: "While measuring" + keys("distance", "angle", "ellipse")
    case .tags: "In the header of a file" + keys("header")
    case .help: "In this help"
    case .anywhere: "Anywhere"
    }
  }
}

/// One row of the key table: keys, action and help sentence. Help overlay, footer and docs/keys.md are
/// made of these rows.
struct KeyBinding: Sendable {
  /// What the configuration calls this row; unique in its context, and never changed once released.
  var name: String
  var context: KeyContext
  /// Alternatives, each a key or a sequence of keys.
  var keys: [[Key]]
  var action: Action
  var help: String

  init(_ name: String, _ context: KeyContext, _ keys: [Key]..., action: Action, help: String) {
    self.name = name
    self.context = context
    self.keys = keys
    self.action = action
    self.help = help
  }

  /// "j ↓", "gg Home".
  var keyNames: String { keys.map(\.name).joined(separator: " ") }
}

extension [Key] {
  /// Keys typed one after the other, as a key list names them: "gg".
  var name: String { map(\.name).joined() }
}

/// A key typed as a letter.
func letter(_ character: Character) -> [Key] { [.character(character)] }

/// Keys typed one after the other.
func sequence(_ text: String) -> [Key] { text.map { .character($0) } }
