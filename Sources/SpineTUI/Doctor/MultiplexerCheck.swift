extension DoctorCheck {
  /// What stands between this program and the terminal.
  static let multiplexer = DoctorCheck("multiplexer") { examination in
    let probe = examination.terminal?.probe ?? TerminalProbe()
    guard let found = probe.multiplexer(examination.settings) else {
      return [
        DoctorFinding("multiplexer", .good, "none: no tmux, screen, zellij or mosh in between")
      ]
    }
    return [
      DoctorFinding("multiplexer", .note, "\(found.rawValue) is in between", advice: found.advice)
    ]
  }
}
