/// What a hand does with the mouse, as the table of gestures names it.
enum MouseGesture: Hashable, Sendable {
  case wheel
  case controlWheel
  /// Alt or Shift: most terminals keep Shift for themselves.
  case fastWheel
  /// Pressed, dragged and let go.
  case button(MouseEvent.Button)

  init(_ event: MouseEvent) {
    switch event.kind {
    case .wheelUp, .wheelDown, .wheelLeft, .wheelRight:
      if event.modifiers.contains(.control) {
        self = .controlWheel
      } else {
        self = event.modifiers.isEmpty ? .wheel : .fastWheel
      }
    case .press(let button), .drag(let button), .release(let button): self = .button(button)
    }
  }

  /// How the list of keys names it.
  var name: String {
    switch self {
    case .wheel: "wheel"
    case .controlWheel: "Ctrl-wheel"
    case .fastWheel: "Alt-wheel"
    case .button(.left): "left button"
    case .button(.middle): "middle button"
    case .button(.right): "right button"
    }
  }
}

/// One row of the table of gestures: the help overlay and docs/keys.md are made of these rows too.
struct MouseBinding: Sendable {
  var context: KeyContext
  var gesture: MouseGesture
  var help: String
  var act: @Sendable (inout State, MouseEvent) -> [Effect]

  static let table: [MouseBinding] = listGestures + imageGestures + measuringGestures + helpGestures

  /// What `gesture` does in `context`.
  static func row(for gesture: MouseGesture, in context: KeyContext) -> MouseBinding? {
    var place: KeyContext? = context
    while let current = place {
      if let row = table.first(where: { $0.context == current && $0.gesture == gesture }) {
        return row
      }
      place = current.fallback
    }
    return nil
  }
}

extension MouseEvent {
  /// One step of the wheel: +1 towards the user.
  var wheelStep: Int? {
    switch kind {
    case .wheelDown: 1
    case .wheelUp: -1
    default: nil
    }
  }
}
