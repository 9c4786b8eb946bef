/// One thing that was looked at, and what it means for the user.
struct DoctorFinding: Equatable, Sendable, Encodable {
  enum Grade: String, Encodable, Sendable {
    case good = "ok"
    /// Works, with less than there could be.
    case note
    /// Does not work until something is done.
    case problem
  }

  var check: String
  var grade: Grade
  /// What was found; one sentence.
  var text: String
  /// What to do about it.
  @OrNull var advice: String?

  init(_ check: String, _ grade: Grade, _ text: String, advice: String? = nil) {
    (self.check, self.grade, self.text) = (check, grade, text)
    self.advice = advice
  }
}

/// One row of the doctor's table: a name that stays, and what is looked at.
struct DoctorCheck: Sendable {
  var name: String
  var findings: @Sendable (Examination) -> [DoctorFinding]

  init(_ name: String, _ findings: @escaping @Sendable (Examination) -> [DoctorFinding]) {
    (self.name, self.findings) = (name, findings)
  }

  /// In the order in which they are shown.
  static let all: [DoctorCheck] = [
    .terminal, .multiplexer, .pictures, .cells, .colours, .updates, .line, .locale, .configuration,
    .model, .worker, .folders, .processor, .libraries,
  ]
}

/// What all checks look at.
struct Examination: Sendable {
  var environment: [String: String]
  var settings: TerminalSettings
  /// Why a setting was not understood.
  var settingsError: String?
  /// What the terminal said; a sentence where there is none to ask.
  var interview: Result<TerminalInterview.Record, TerminalInterview.Refusal>
  /// The model named on the command line.
  var model: String?

  var terminal: TerminalInterview.Record? { try? interview.get() }
}
