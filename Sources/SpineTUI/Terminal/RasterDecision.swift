/// How pictures are drawn, and why.
struct RasterDecision: Equatable, Sendable {
  enum Reason: Equatable, Sendable {
    case askedFor
    case saysSixel
    case answersKitty
    case multiplexer(Multiplexer)
    /// No answer to the questions, or none yet.
    case silent
    case neither
    /// Sixel, but with too few colour registers for 64 greys.
    case fewRegisters(Int)
    case noColours
  }

  var raster: Raster
  var reason: Reason

  /// One sentence.
  var explanation: String {
    switch reason {
    case .askedFor: "it was asked for"
    case .saysSixel: "the terminal says that it draws sixels (4 in its device attributes)"
    case .answersKitty: "the terminal answered kitty's graphics query"
    case .multiplexer(let program): program.advice
    case .silent:
      "the terminal answered no question: pictures are drawn in characters until it does"
    case .neither:
      "the terminal speaks neither sixel nor kitty's protocol: pictures are drawn in characters. xterm -ti vt340, "
        + "foot, WezTerm, mlterm, kitty, Ghostty, iTerm2, Konsole and Windows Terminal 1.22 show real pixels"
    case .fewRegisters(let count):
      "the terminal's sixels have \(count) colours, too few for 64 greys: pictures are drawn in characters. "
        + "In xterm set numColorRegisters to 256"
    case .noColours: "the terminal has fewer than 256 colours: pictures are drawn in letters"
    }
  }
}

extension TerminalProbe {
  /// Sixel before kitty where a terminal has both: some answer kitty's query without drawing.
  /// A multiplexer answers in the terminal's place and loses pictures, so it must be asked for them.
  func decision(_ settings: TerminalSettings) -> RasterDecision {
    let blocks = Raster.halfBlocks(trueColour: hasTrueColour(settings))
    switch settings.choice {
    case .sixel: return RasterDecision(raster: .sixel, reason: .askedFor)
    case .kitty: return RasterDecision(raster: .kitty, reason: .askedFor)
    case .halfBlocks: return RasterDecision(raster: blocks, reason: .askedFor)
    case .ascii: return RasterDecision(raster: .ascii, reason: .askedFor)
    case .automatic: break
    }
    func inCharacters(_ reason: RasterDecision.Reason) -> RasterDecision {
      hasManyColours(settings)
        ? RasterDecision(raster: blocks, reason: reason)
        : RasterDecision(raster: .ascii, reason: .noColours)
    }
    if let multiplexer = multiplexer(settings) { return inCharacters(.multiplexer(multiplexer)) }
    if hasSixel { return RasterDecision(raster: .sixel, reason: .saysSixel) }
    if hasKitty { return RasterDecision(raster: .kitty, reason: .answersKitty) }
    if let registers, saysSixel { return inCharacters(.fewRegisters(registers)) }
    return inCharacters(attributes == nil ? .silent : .neither)
  }

  /// What answers speaks for itself; the environment may be that of another terminal, in which this one was started.
  func multiplexer(_ settings: TerminalSettings) -> Multiplexer? {
    if let version { return Multiplexer.named(version) }
    guard let secondary else { return settings.multiplexer }
    if let answering = Multiplexer.answering(secondary: secondary) { return answering }
    // These two answer as the terminals that they imitate.
    return settings.multiplexer == .zellij || settings.multiplexer == .mosh
      ? settings.multiplexer : nil
  }

  func hasTrueColour(_ settings: TerminalSettings) -> Bool {
    trueColour || settings.promisesTrueColour
  }

  /// Enough for greys: 24-bit colour, or the 256 of xterm's palette. Nearly every terminal that calls itself xterm
  /// has them, whatever terminfo says.
  func hasManyColours(_ settings: TerminalSettings) -> Bool {
    hasTrueColour(settings) || hasPalette || settings.type.hasPrefix("xterm")
      || (settings.terminfoColours ?? 256) >= 256
  }
}
