import Imaging
import SpineAnalysis

/// The open series: banner, warnings, picture, panel.
func imageView(_ state: State, _ viewing: Viewing.State, _ screen: inout Screen) -> Display {
  let analysis = state.analysisOnScreen
  let layout = ImageLayout(
    columns: screen.columns, rows: screen.rows, hasWarnings: !viewing.volume.warnings.isEmpty,
    hasResult: analysis != nil)
  drawBanner(bannerText(state, viewing), ink: .bold, &screen)
  if let row = layout.warningRow { drawWarnings(viewing.volume.warnings, row: row, &screen) }
  var display = Display(screen: screen)
  if let rect = layout.picture {
    screen.placePicture(rect)
    if let request = pictureRequest(state, viewing, in: rect) {
      display.picture = request
      display.sources = pictureSources(viewing, analysis)
    }
  }
  if let panel = layout.panel { drawPanel(state, viewing, in: panel, &screen) }
  if let row = layout.stripRow, let findings = analysis?.findings {
    drawStrip(findings, row: row, &screen)
  }
  return display
}

/// Whose and which; a filmed screen must be able to say nothing of it.
private func bannerText(_ state: State, _ viewing: Viewing.State) -> String {
  let identity = viewing.volume.identity
  var parts: [String] = []
  if state.hidesDemographics {
    parts.append("patient hidden")
  } else {
    let name = identity.patientName.isEmpty ? identity.patientID : identity.patientName
    parts.append(name.isEmpty ? "patient without a name" : name)
  }
  parts += [
    [dateText(identity.studyDate), identity.studyDescription].filter { !$0.isEmpty }
      .joined(separator: " "),
    [identity.seriesNumber.map(String.init) ?? "", identity.seriesDescription]
      .filter { !$0.isEmpty }.joined(separator: " "),
  ].filter { !$0.isEmpty }
  if identity.isSynthetic { parts.append("synthetic") }
  return parts.joined(separator: " │ ")
}

private func drawWarnings(_ warnings: [ImagingWarning], row: Int, _ screen: inout Screen) {
  guard let first = warnings.first else { return }
  let more = warnings.count > 1 ? "  (+\(warnings.count - 1), in the list)" : ""
  let room = screen.columns - 4 - more.count
  let text = "! " + DisplayWidth.clipped(first.text, to: room) + more
  screen.putClipped(text, row: row, column: 1, ink: .warning, width: screen.columns - 2)
}

/// All findings in one line, where there is no room for a panel: "C1 3  C2 –  ▲C5 87".
private func drawStrip(_ findings: Findings, row: Int, _ screen: inout Screen) {
  var column = 1
  for finding in findings.levels {
    let number =
      finding.probability.map { "\(percentNumber($0)) %" } ?? (finding.inView ? "?" : "–")
    let text = "\(finding.isFractured ? "▲" : "")\(finding.level) \(number)"
    guard column + DisplayWidth.of(text) < screen.columns else { break }
    column =
      screen.put(text, row: row, column: column, ink: finding.isFractured ? .danger : .plain) + 2
  }
}

func percentNumber(_ share: Double) -> Int { Int((share * 100).rounded()) }
