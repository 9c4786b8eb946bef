extension DoctorCheck {
  /// Colours of words, and of pictures made of characters.
  static let colours = DoctorCheck("colours") { examination in
    let settings = examination.settings
    if settings.refusesColour {
      return [DoctorFinding("colours", .good, "NO_COLOR is set: words and marks have no colour")]
    }
    let probe = examination.terminal?.probe ?? TerminalProbe()
    let colours = Curses.terminfoColours(of: settings.type)
    let known = colours.map { "terminfo knows \($0)" } ?? "terminfo knows none"
    if probe.hasTrueColour(settings) {
      let reason =
        probe.trueColour ? "the terminal took one as it was" : "COLORTERM promises them"
      return [DoctorFinding("colours", .good, "24-bit colours: \(reason); \(known)")]
    }
    if probe.hasManyColours(settings) {
      return [DoctorFinding("colours", .good, "256 colours; \(known)")]
    }
    return [
      DoctorFinding(
        "colours", .note, "fewer than 256 colours; \(known)",
        advice: "If the terminal has more, set TERM=xterm-256color or COLORTERM=truecolor")
    ]
  }
}
