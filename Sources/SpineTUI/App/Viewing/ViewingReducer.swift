import Imaging

extension Viewing {
  /// What a viewing action does; messages are for the status line.
  static func reduce(
    _ state: inout State, _ action: Action, keymap: Keymap = .standard
  ) -> (effects: [Effect], say: String?) {
    let draft = state.measuring.draft
    var (effects, say): ([Effect], String?) = step(&state, action, keymap)
    if let dropped = measureOnSlice(&state) { say = dropped }
    if state.measuring.draft != draft { state.measureDraft() }
    return (effects, say)
  }

  private static func step(
    _ state: inout State, _ action: Action, _ keymap: Keymap
  ) -> (effects: [Effect], say: String?) {
    switch action {
    case .scroll(let steps):
      let count = state.stack.sliceCount
      // A typed number may be any number.
      state.page(to: state.index + max(-count, min(steps, count)))
    case .scrollTo(let index): state.page(to: index)
    case .orient where state.volume.isLooseImages, .toggleLinked where state.volume.isLooseImages:
      return ([], "These images are no volume: there are no other planes")
    case .orient(let orientation): state.orientation = orientation
    case .toggleLinked: state.isLinked.toggle()
    case .window(let choice):
      guard let window = window(choice, of: state) else {
        return ([], refusal(choice))
      }
      state.window = window
      state.windowOrigin = .choice(choice)
      return ([], said(choice, of: state))
    case .setWindow(let center, let width):
      state.window = Window(center: center, width: width)
      state.windowOrigin = .hand
    case .adjustWindow(let center, let width):
      state.window = Window(
        center: state.window.center + center, width: max(1, state.window.width + width))
      state.windowOrigin = .hand
    case .toggleMode(let mode): state.mode = state.mode == mode ? .scrolling : mode
    case .invert: state.isInverted.toggle()
    case .zoom(let factor):
      let isAboutPoint = state.mode == .crosshair || state.isLinked
      zoom(&state, by: factor, about: isAboutPoint ? state.cursor : nil)
    case .zoomAbout(let position, let factor): zoom(&state, by: factor, about: position)
    case .drag(let right, let down): drag(&state, right: right, down: down)
    case .fit: (state.zoom, state.centre) = (1, nil)
    case .pan(let right, let down): pan(&state, right: right, down: down)
    case .reset:
      (state.zoom, state.centre, state.isInverted) = (1, nil, state.volume.isInverted)
      state.window = state.startWindow
      state.windowOrigin = .start
      (state.slab, state.interpolation) = (nil, .linear)
    case .moveCrosshair(let right, let down):
      let plane = state.plane(state.orientation)
      state.moveCursor(
        to: state.cursor + plane.right * (right * plane.pixelSpacing.x)
          + plane.down * (down * plane.pixelSpacing.y))
      state.keepInView(state.cursor, on: state.shownPlanes)
    case .goTo(let position):
      state.moveCursor(to: position)
      state.keepInView(state.cursor, on: state.shownPlanes)
    case .point(let position):
      state.moveCursor(to: position)
      if state.isLinked { state.keepInView(state.cursor, on: state.otherPlanes) }
    case .measuring(let action): return ([], reduce(&state, action, keymap))
    case .setSlab(.some) where state.volume.isLooseImages:
      return ([], "These images are no volume: nothing is cut across them")
    case .setSlab(let slab):
      state.slab = slab
      return ([], slabNote(state))
    case .setInterpolation(let interpolation):
      state.interpolation = interpolation
      return ([], interpolation.note)
    case .toggleInterpolation:
      state.interpolation = state.interpolation == .linear ? .nearest : .linear
      return ([], state.interpolation.note)
    case .toggleCine: return (toggleCine(&state), nil)
    case .ticked(let generation):
      return (ticked(&state, generation), nil)
    case .setCineRate(let rate):
      state.cineSettings.rate = rate
      return ([], state.cineSettings.text)
    case .setCineDirection(let direction):
      state.cineSettings.direction = direction
      return ([], state.cineSettings.text)
    }
    return ([], nil)
  }
}
