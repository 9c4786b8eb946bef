import Imaging

extension DoctorCheck {
  /// Letters beyond ASCII.
  static let locale = DoctorCheck("locale") { examination in
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let name = names.compactMap { examination.environment[$0] }.first { !$0.isEmpty } ?? "none"
    if let warning = TerminalLocale.prepare() {
      return [
        DoctorFinding(
          "locale", .note, warning,
          advice: "export LANG=C.UTF-8, or let ssh send yours (SendEnv LANG LC_*)")
      ]
    }
    return [DoctorFinding("locale", .good, "\(DisplayText.safe(name)), UTF-8")]
  }
}
