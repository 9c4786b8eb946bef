extension DoctorCheck {
  /// TERM, terminfo, and whether the terminal answers at all.
  static let terminal = DoctorCheck("terminal") { examination in
    let type = examination.settings.type
    var findings: [DoctorFinding] = []
    if ["", "dumb", "unknown"].contains(type) {
      findings.append(
        DoctorFinding(
          "terminal", .problem,
          type.isEmpty ? "TERM is not set" : "TERM is “\(type)”: text cannot be placed",
          advice: "Set TERM=xterm-256color if this terminal understands xterm's sequences"))
    } else if Curses.terminfoColours(of: type) == nil {
      findings.append(
        DoctorFinding(
          "terminal", .note, "TERM is “\(type)”, which this machine does not know",
          advice:
            "xterm-256color is assumed; install ncurses-term, or copy its entry with infocmp and tic"
        ))
    }
    if let text = examination.settingsError {
      findings.append(DoctorFinding("terminal", .problem, text, advice: "Correct or unset it"))
    }
    switch examination.interview {
    case .failure(let refusal): findings.append(DoctorFinding("terminal", .note, "\(refusal)"))
    case .success(let found):
      let name = found.probe.version.map { " and calls itself “\($0)”" } ?? ""
      findings.append(
        found.isComplete
          ? DoctorFinding(
            "terminal", .good,
            "TERM is “\(type)”; the terminal, \(found.columns)×\(found.rows) cells, answers\(name)")
          : DoctorFinding(
            "terminal", .note, "the terminal did not answer within three seconds",
            advice: "Pictures are drawn by the clock, without knowing what arrives; "
              + "--graphics says how, where you know what the terminal can"))
    }
    return findings
  }
}
