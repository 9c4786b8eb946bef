import Imaging

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

  var title: String {
    switch self {
    case .list: "In the list"
    case .image: "In the image"
    case .window: "While setting the window (w)"
    case .crosshair: "While moving the crosshair (x)"
    case .measure: "While measuring (d D e)"
    case .tags: "In the header of a file (t)"
    case .help: "In this help"
    case .anywhere: "Anywhere"
    }
  }
}

/// One row of the key table: keys, action and help sentence. Help overlay, footer and docs/keys.md are
/// made of these rows.
struct KeyBinding: Sendable {
  var context: KeyContext
  /// Alternatives, each a key or a sequence of keys.
  var keys: [[Key]]
  var action: Action
  var help: String

  init(_ context: KeyContext, _ keys: [Key]..., action: Action, help: String) {
    self.context = context
    self.keys = keys
    self.action = action
    self.help = help
  }

  /// "j ↓", "gg Home".
  var keyNames: String {
    keys.map { $0.map(\.name).joined() }.joined(separator: " ")
  }
}

enum Keymap {
  static let bindings: [KeyBinding] =
    browsingBindings + viewingBindings + pictureBindings + measuringBindings + tagsBindings
    + predictingBindings + modeBindings + appBindings

  enum Resolution {
    case action(Action)
    /// The keys so far begin a sequence.
    case pending
    case none
  }

  /// What `keys` mean in `context`.
  static func resolve(_ keys: [Key], in context: KeyContext) -> Resolution {
    var isPrefix = false
    var place: KeyContext? = context
    while let current = place {
      for binding in bindings where binding.context == current {
        if binding.keys.contains(keys) { return .action(binding.action) }
        if binding.keys.contains(where: {
          $0.count > keys.count && Array($0.prefix(keys.count)) == keys
        }) {
          isPrefix = true
        }
      }
      if isPrefix { return .pending }
      place = current.fallback
    }
    return .none
  }
}

/// A key typed as a letter.
func letter(_ character: Character) -> [Key] { [.character(character)] }

/// Keys typed one after the other.
func sequence(_ text: String) -> [Key] { text.map { .character($0) } }
