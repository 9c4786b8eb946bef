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
      state.window = WindowPreset.bone.window
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

  private static func window(_ choice: WindowChoice, of state: State) -> Window? {
    switch choice {
    case .automatic: .auto(for: state.reslicer.slice(state.plane(state.orientation)))
    case .header(let n): state.volume.windows.indices.contains(n) ? state.volume.windows[n] : nil
    case .preset(let preset): preset.window
    }
  }

  private static func refusal(_ choice: WindowChoice) -> String {
    switch choice {
    case .header(0): "The header of this series names no window"
    case .header: "The header of this series names no second window"
    case .automatic, .preset: "This slice shows nothing to set a window by"
    }
  }

  /// Up to one voxel on 16 pixels of a fitted 512 matrix; beyond it nothing more is to be seen.
  private static func zoom(_ state: inout State, by factor: Double) {
    state.zoom = max(1, min(16, state.zoom * factor))
    if state.mode == .crosshair || state.isLinked { state.centre = state.cursor }
    if state.zoom == 1 { state.centre = nil }
  }

  private static func pan(_ state: inout State, right: Double, down: Double) {
    let plane = state.plane(state.orientation)
    let centre = state.centre ?? plane.centre
    let step = max(plane.extent.x, plane.extent.y) / state.zoom / 10
    let moved = centre + plane.right * (right * step) + plane.down * (down * step)
    // The middle of the picture never leaves the slice: there is nothing beyond.
    let pixel = plane.pixel(of: moved)
    let limit = SIMD2(Double(plane.width - 1), Double(plane.height - 1))
    let inside = pixel.clamped(lowerBound: .zero, upperBound: limit)
    state.centre = plane.position(x: inside.x, y: inside.y)
  }

  private static func toggleCine(_ state: inout State) -> [Effect] {
    guard state.cine == nil else {
      state.cine = nil
      return [.stopTicking]
    }
    state.cineCount += 1
    state.cine = state.cineCount
    return [.tick(generation: state.cineCount)]
  }
}
