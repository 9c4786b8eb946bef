import Imaging

/// What the mouse did last, as far as the next event depends on it.
struct MouseState: Equatable, Sendable {
  /// Where a button went down and has not been let go: what moves there stays what is moved.
  var grip: Grip?
  /// A click has chosen a line of the list, and nothing was done since: one more on that line opens it.
  var hasClicked = false

  struct Grip: Equatable, Sendable {
    /// The pane under the pointer when the button went down.
    var orientation: PlaneOrientation
    /// Where the button went down, and where the pointer was last, pixels of the picture.
    var start: SIMD2<Double>
    var last: SIMD2<Double>
  }
}

func reduceMouse(_ state: inout State, _ event: MouseEvent) -> [Effect] {
  // What is being typed stays; nothing moves under it.
  guard state.prompt == nil else { return [] }
  state.message = nil
  state.pendingKeys = []
  let hasClicked = state.mouse.hasClicked
  state.mouse.hasClicked = false
  var effects: [Effect] = []
  if state.focus == .image, state.help == nil { effects = stopCine(&state) }
  guard let row = MouseBinding.row(for: MouseGesture(event), in: state.context) else {
    state.mouse.grip = nil
    return effects
  }
  if row.context == .list { state.mouse.hasClicked = hasClicked }
  effects += row.act(&state, event)
  if case .release = event.kind { state.mouse.grip = nil }
  return effects
}
