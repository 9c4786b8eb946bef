extension MouseBinding {
  static let listGestures: [MouseBinding] = [
    MouseBinding(
      context: .list, gesture: .wheel, help: "next or previous line",
      act: { state, event in
        state.mouse.clickedRow = nil
        return event.wheelStep.map { reduce(&state, .browsing(.move($0))) } ?? []
      }),
    MouseBinding(
      context: .list, gesture: .fastWheel, help: "ten lines",
      act: { state, event in
        state.mouse.clickedRow = nil
        return event.wheelStep.map { reduce(&state, .browsing(.move($0 * 10))) } ?? []
      }),
    MouseBinding(
      context: .list, gesture: .button(.left), help: "choose; a second click opens",
      act: { click(&$0, $1) }),
  ]

  static let helpGestures: [MouseBinding] = [
    MouseBinding(
      context: .help, gesture: .wheel, help: "scroll",
      act: { state, event in
        event.wheelStep.map { reduce(&state, .app(.scrollHelp($0 * 3))) } ?? []
      })
  ]

  /// The list moves so that the chosen line is in its middle: a second click at the same place means
  /// the line chosen by the first.
  private static func click(_ state: inout State, _ event: MouseEvent) -> [Effect] {
    guard case .press = event.kind else { return [] }
    if state.mouse.clickedRow == event.row {
      state.mouse.clickedRow = nil
      return reduce(&state, .browsing(.open))
    }
    state.mouse.clickedRow = nil
    guard let stop = ListWindow(state).stop(atScreenRow: event.row, state.browsing) else {
      return []
    }
    state.mouse.clickedRow = event.row
    return reduce(&state, .browsing(.move(stop - state.browsing.selection)))
  }
}
