extension MouseBinding {
  static let listGestures: [MouseBinding] = [
    MouseBinding(
      context: .list, gesture: .wheel, help: "next or previous line",
      act: { state, event in
        state.mouse.hasClicked = false
        return event.wheelStep.map { reduce(&state, .browsing(.move($0))) } ?? []
      }),
    MouseBinding(
      context: .list, gesture: .fastWheel, help: "ten lines",
      act: { state, event in
        state.mouse.hasClicked = false
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

  /// A double click means the line that its first press chose, a later click what is seen there by then: the
  /// list moves so that the chosen line is in its middle, and another may lie under the pointer.
  private static func click(_ state: inout State, _ event: MouseEvent) -> [Effect] {
    guard case .press = event.kind else { return [] }
    let isSecond = state.mouse.hasClicked
    state.mouse.hasClicked = false
    if isSecond, event.isDouble { return reduce(&state, .browsing(.open)) }
    guard let stop = ListWindow(state).stop(atScreenRow: event.row, state.browsing) else {
      return []
    }
    if isSecond, stop == state.browsing.selection { return reduce(&state, .browsing(.open)) }
    state.mouse.hasClicked = true
    return reduce(&state, .browsing(.move(stop - state.browsing.selection)))
  }
}
