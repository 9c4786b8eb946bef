import Imaging

extension MouseBinding {
  static let measuringGestures: [MouseBinding] = [
    MouseBinding(
      context: .measure, gesture: .button(.left),
      help: "set a point: click by click, or from press to release; drag a point to move it",
      act: { measure(&$0, $1) })
  ]

  private static func measure(_ state: inout State, _ event: MouseEvent) -> [Effect] {
    guard let point = grip(&state, event) else { return [] }
    func act(_ action: Measuring.Action) { _ = reduce(&state, .viewing(.measuring(action))) }
    switch event.kind {
    case .press:
      focus(&state, point)
      if state.viewing?.measuring.draft?.placed.isEmpty == true,
        let handle = handle(state, near: point)
      {
        act(.hold(handle))
      } else {
        act(.place(point.position))
        act(.set)
      }
    case .drag: act(.place(point.position))
    case .release:
      let isHeld = state.viewing?.measuring.draft?.held != nil
      let moved = state.mouse.grip.map { point.pixel - $0.start } ?? .zero
      // Pressed, dragged and let go is one gesture; less than a few pixels is a click that shook.
      let wasDragged = (moved * moved).sum() > 16
      if isHeld {
        act(.set)
      } else if wasDragged, state.viewing?.measuring.draft?.placed.isEmpty == false {
        act(.place(point.position))
        act(.set)
      }
    default: break
    }
    return []
  }

  /// A point of a measurement under the pointer.
  private static func handle(_ state: State, near point: PicturePoint) -> Measuring.Handle? {
    guard let viewing = state.viewing, let draft = viewing.measuring.draft else { return nil }
    // As far as a hand aims, mm on this picture.
    let reach = 6 * point.spacing.x
    var best: (handle: Measuring.Handle, distance: Double)?
    for measurement in viewing.measuring.measurements(on: draft.orientation, index: draft.index) {
      for (n, position) in measurement.points.enumerated() {
        let distance = (position - point.position).length
        if distance <= min(reach, best?.distance ?? reach) {
          best = (Measuring.Handle(number: measurement.number, point: n), distance)
        }
      }
    }
    return best?.handle
  }
}
