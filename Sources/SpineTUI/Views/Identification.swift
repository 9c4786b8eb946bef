import Imaging

/// Whose picture this is, and which.
struct Identification {
  /// Name and number together: names alone are shared.
  private var patient: String
  private var studyDate: String
  private var studyDescription: String
  private var series: String
  private var isSynthetic: Bool

  init(_ viewing: Viewing.State) {
    let identity = viewing.volume.identity
    let words = [
      identity.patientName, identity.patientID.isEmpty ? "" : "ID \(identity.patientID)",
    ].filter { !$0.isEmpty }
    patient = words.isEmpty ? "patient not named" : words.joined(separator: "  ")
    studyDate = dateText(identity.studyDate)
    studyDescription = identity.studyDescription
    series = identity.title
    isSynthetic = identity.isSynthetic
  }

  /// As much as fits into `columns`; the patient stays longest, then series, then date.
  func text(fitting columns: Int) -> String {
    let synthetic = isSynthetic ? "synthetic" : ""
    let study = [studyDate, studyDescription].filter { !$0.isEmpty }.joined(separator: " ")
    let forms = [
      [patient, study, series, synthetic], [patient, studyDate, series, synthetic],
      [patient, series, synthetic], [patient, series],
    ].map { $0.filter { !$0.isEmpty }.joined(separator: " │ ") }
    if let whole = forms.first(where: { DisplayWidth.of($0) <= columns }) { return whole }
    // Some of the series' name rather than none of it.
    return columns - DisplayWidth.of(patient) >= 9 ? forms[3] : patient
  }
}
