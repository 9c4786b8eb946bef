extension Viewing {
  static func toggleCine(_ state: inout State) -> [Effect] {
    guard state.cine == nil else {
      state.cine = nil
      return [.stopTicking]
    }
    state.cineCount += 1
    state.cine = state.cineCount
    return [.tick(generation: state.cineCount)]
  }
}
