extension DoctorCheck {
  /// Synchronised updates: text and picture change at once.
  static let updates = DoctorCheck("updates") { examination in
    guard let found = examination.terminal else { return [] }
    return [
      DoctorFinding(
        "updates", .good,
        found.probe.synchronises
          ? "text and picture change together (mode 2026)"
          : "text and picture change one after the other; the terminal has no mode 2026")
    ]
  }
}
