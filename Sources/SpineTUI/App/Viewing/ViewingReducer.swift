import Imaging

extension Viewing {
  /// What a viewing action does; messages are for the status line.
  static func reduce(_ state: inout State, _ action: Action) -> (effects: [Effect], say: String?) {
    switch action {
    case .scroll(let steps):
      let count = state.stack.sliceCount
      // A typed number may be any number.
      state.page(to: state.index + max(-count, min(steps, count)))
    case .scrollTo(let index): state.page(to: index)
    case .orient(let orientation): state.orientation = orientation
    case .toggleLinked: state.isLinked.toggle()
    case .window(let choice):
      guard let window = window(choice, of: state) else {
        return ([], refusal(choice))
      }
      state.window = window
    case .setWindow(let center, let width):
      state.window = Window(center: center, width: width)
    case .adjustWindow(let center, let width):
      state.window = Window(
        center: state.window.center + center, width: max(1, state.window.width + width))
    case .toggleMode(let mode): state.mode = state.mode == mode ? .scrolling : mode
    case .invert: state.isInverted.toggle()
    case .zoom(let factor): zoom(&state, by: factor)
    case .fit: (state.zoom, state.centre) = (1, nil)
    case .pan(let right, let down): pan(&state, right: right, down: down)
    case .reset:
      (state.zoom, state.centre, state.isInverted) = (1, nil, state.volume.isInverted)
      state.window = state.startWindow
    case .moveCrosshair(let right, let down):
      let plane = state.plane(state.orientation)
      state.moveCursor(
        to: state.cursor + plane.right * (right * plane.pixelSpacing.x)
          + plane.down * (down * plane.pixelSpacing.y))
    case .toggleCine: return (toggleCine(&state), nil)
    case .ticked(let generation):
      guard state.cine == generation else { return ([], nil) }
      state.page(to: state.index + 1 < state.stack.sliceCount ? state.index + 1 : 0)
      return ([.tick(generation: generation)], nil)
    }
    return ([], nil)
  }
}
