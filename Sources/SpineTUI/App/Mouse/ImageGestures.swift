import Imaging

extension MouseBinding {
  static let imageGestures: [MouseBinding] = [
    MouseBinding(
      context: .image, gesture: .wheel, help: "next or previous slice of the pane under the pointer",
      act: { scroll(&$0, $1, by: 1) }),
    MouseBinding(
      context: .image, gesture: .fastWheel, help: "ten slices",
      act: { scroll(&$0, $1, by: 10) }),
    MouseBinding(
      context: .image, gesture: .controlWheel, help: "zoom about the pointer",
      act: { zoom(&$0, $1) }),
    MouseBinding(
      context: .image, gesture: .button(.left),
      help: "move the linked point (crosshair) to the pointer; of three planes, the one to work on",
      act: { point(&$0, $1) }),
    MouseBinding(
      context: .image, gesture: .button(.right),
      help: "drag: window width (left, right) and centre (up, down)",
      act: { window(&$0, $1) }),
    MouseBinding(
      context: .image, gesture: .button(.middle), help: "drag: move the view",
      act: { pan(&$0, $1) }),
  ]

  private static func scroll(_ state: inout State, _ event: MouseEvent, by steps: Int) -> [Effect] {
    guard let step = event.wheelStep else { return [] }
    focus(&state, pointInPicture(state, event))
    return reduce(&state, .viewing(.scroll(step * steps)))
  }

  private static func zoom(_ state: inout State, _ event: MouseEvent) -> [Effect] {
    guard let step = event.wheelStep, let point = pointInPicture(state, event) else { return [] }
    focus(&state, point)
    return reduce(&state, .viewing(.zoomAbout(point.position, step < 0 ? 1.25 : 0.8)))
  }

  private static func point(_ state: inout State, _ event: MouseEvent) -> [Effect] {
    guard let point = grip(&state, event) else { return [] }
    if case .press = event.kind {
      focus(&state, point)
      if state.viewing?.isLinked == false, state.viewing?.mode != .crosshair {
        _ = reduce(&state, .viewing(.toggleMode(.crosshair)))
      }
    }
    if case .release = event.kind { return [] }
    return reduce(&state, .viewing(.point(point.position)))
  }

  private static func window(_ state: inout State, _ event: MouseEvent) -> [Effect] {
    guard let moved = dragged(&state, event), let window = state.viewing?.window else { return [] }
    // A hand's width over the picture goes through the whole of a usual window.
    let step = max(1, window.width / 400)
    return reduce(
      &state,
      .viewing(
        .adjustWindow(
          center: (-moved.distance.y * step).rounded(), width: (moved.distance.x * step).rounded())))
  }

  private static func pan(_ state: inout State, _ event: MouseEvent) -> [Effect] {
    guard let moved = dragged(&state, event), let viewing = state.viewing else { return [] }
    let millimetres = moved.distance * moved.point.spacing
    let pixels = millimetres / viewing.plane(viewing.orientation).pixelSpacing
    return reduce(&state, .viewing(.drag(pixels.x, pixels.y)))
  }

  /// How far the pointer has moved since the last event, pixels of the picture.
  private static func dragged(
    _ state: inout State, _ event: MouseEvent
  ) -> (point: PicturePoint, distance: SIMD2<Double>)? {
    let last = state.mouse.grip?.last
    guard let point = grip(&state, event), case .drag = event.kind, let last else {
      if case .press = event.kind { focus(&state, pointInPicture(state, event)) }
      return nil
    }
    return (point, point.pixel - last)
  }

  /// The place under the pointer in the pane where the button went down; nil where it went down
  /// outside the picture.
  static func grip(_ state: inout State, _ event: MouseEvent) -> PicturePoint? {
    if case .press = event.kind {
      let point = pointInPicture(state, event)
      state.mouse.grip = point.map {
        MouseState.Grip(orientation: $0.orientation, start: $0.pixel, last: $0.pixel)
      }
      return point
    }
    guard let held = state.mouse.grip?.orientation,
      let point = pointInPicture(state, event, held: held)
    else { return nil }
    state.mouse.grip?.last = point.pixel
    return point
  }

  /// Of three planes the one under the pointer becomes the one that the keys move.
  static func focus(_ state: inout State, _ point: PicturePoint?) {
    guard let point, state.viewing?.orientation != point.orientation else { return }
    _ = reduce(&state, .viewing(.orient(point.orientation)))
  }
}
