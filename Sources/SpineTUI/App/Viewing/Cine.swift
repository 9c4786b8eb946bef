extension Viewing {
  /// Which way slices run by themselves.
  enum CineDirection: String, Equatable, Sendable, CaseIterable {
    /// Towards higher slice numbers, and from the last to the first.
    case forward
    case back
    /// To and fro.
    case bounce
  }

  struct CineSettings: Equatable, Sendable {
    /// Slices a second; a slow line shows fewer, never late ones.
    var rate = 12.0
    var direction = CineDirection.forward
    /// Which way a bouncing run goes just now.
    var isTurned = false

    static let rates = 1.0...60.0

    /// "12 slices a second, back".
    var text: String {
      let way = direction == .forward ? "" : ", \(direction.rawValue)"
      let number = rate == rate.rounded() ? "\(Int(rate))" : fixed(rate)
      return "\(number) slices a second\(way)"
    }
  }

  /// Starts from the slice on screen, or stops there.
  static func toggleCine(_ state: inout State) -> [Effect] {
    guard state.cine == nil else {
      state.cine = nil
      return [.stopTicking]
    }
    state.cineCount += 1
    state.cine = state.cineCount
    state.cineSettings.isTurned = false
    return [.tick(generation: state.cineCount)]
  }

  /// The next slice of the run `generation`; a tick of an older one does nothing.
  static func ticked(_ state: inout State, _ generation: Int) -> [Effect] {
    guard state.cine == generation else { return [] }
    let (index, last) = (state.index, state.stack.sliceCount - 1)
    switch state.cineSettings.direction {
    case .forward: state.page(to: index < last ? index + 1 : 0)
    case .back: state.page(to: index > 0 ? index - 1 : last)
    case .bounce:
      if index >= last { state.cineSettings.isTurned = true }
      if index <= 0 { state.cineSettings.isTurned = false }
      state.page(to: index + (state.cineSettings.isTurned ? -1 : 1))
    }
    return [.tick(generation: generation)]
  }
}

extension TypedCommand {
  static let cineCommands: [TypedCommand] = [
    TypedCommand(
      names: ["fps"], usage: ["fps 12"],
      help: "how many slices a second run by themselves, 1 to 60",
      candidates: { _ in ["5", "12", "25"] },
      parse: { (words, _) throws(TypedCommandError) in
        guard words.count == 1, let rate = typedNumber(words[0]),
          Viewing.CineSettings.rates.contains(rate)
        else { throw .refused("fps takes a number from 1 to 60: fps 12") }
        return .viewing(.setCineRate(rate))
      }),
    TypedCommand(
      names: ["cine"], usage: ["cine forward|back|bounce"],
      help: "which way slices run by themselves",
      candidates: { _ in Viewing.CineDirection.allCases.map(\.rawValue) },
      parse: { (words, _) throws(TypedCommandError) in
        guard words.count == 1, let direction = Viewing.CineDirection(rawValue: words[0]) else {
          throw .refused("cine takes forward, back or bounce")
        }
        return .viewing(.setCineDirection(direction))
      }),
  ]
}
