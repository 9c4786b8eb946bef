import Imaging
import SpineAnalysis

/// Patients → studies → series, and what is known of the chosen one.
func listView(_ state: State, _ screen: inout Screen) {
  drawBanner("SpineTUI", ink: .title, &screen)
  let rows = state.browsing.rows
  let details = detailLines(state, width: screen.columns - 4)
  let detailHeight = details.isEmpty ? 0 : min(details.count + 1, max(0, screen.rows / 3))
  let top = screen.rows >= 16 ? 3 : 1
  let bottom = screen.rows - 2 - detailHeight
  if top == 3 {
    screen.putClipped(summary(state), row: 1, column: 1, ink: .dim, width: screen.columns - 2)
  }
  drawRows(rows, state, from: top, to: bottom, &screen)
  if detailHeight > 0 {
    screen.put(
      String(repeating: "─", count: screen.columns - 2), row: bottom, column: 1, ink: .dim)
    for (n, line) in details.prefix(detailHeight - 1).enumerated() {
      screen.putClipped(
        line.text, row: bottom + 1 + n, column: 2, ink: line.ink, width: screen.columns - 4)
    }
  }
}

private func drawRows(
  _ rows: [Browsing.Row], _ state: State, from top: Int, to bottom: Int, _ screen: inout Screen
) {
  guard bottom > top else { return }
  guard !rows.isEmpty else {
    screen.putClipped(
      emptyText(state), row: top + 1, column: 3,
      ink: state.browsing.failure == nil ? .dim : .danger,
      width: screen.columns - 4)
    return
  }
  let chosen = state.browsing.selectedSeries?.series.id
  let chosenRow =
    rows.firstIndex {
      if case .series(let entry) = $0 { entry.series.id == chosen } else { false }
    } ?? 0
  let height = bottom - top
  // The chosen row stays in the middle where the list is longer than the window.
  let offset = max(0, min(chosenRow - height / 2, rows.count - height))
  for (n, row) in rows.dropFirst(offset).prefix(height).enumerated() {
    draw(row, state, at: top + n, isChosen: offset + n == chosenRow, &screen)
  }
  // A series is never chosen without its patient in sight.
  if height > 1, !rows[offset...chosenRow].contains(where: \.isPatient),
    let patient = rows[..<offset].last(where: \.isPatient)
  {
    screen.fill(CellRect(row: top, column: 0, rows: 1, columns: screen.columns))
    draw(patient, state, at: top, isChosen: false, &screen)
  }
  if rows.count > height {
    let thumb = top + offset * height / rows.count
    screen.put("┃", row: min(thumb, bottom - 1), column: screen.columns - 1, ink: .dim)
  }
}

private func draw(
  _ row: Browsing.Row, _ state: State, at line: Int, isChosen: Bool, _ screen: inout Screen
) {
  let width = screen.columns
  switch row {
  case .patient(let patient):
    screen.putClipped(
      patientText(patient), row: line, column: 1, ink: .bold,
      width: width - 2)
  case .study(let study):
    let words = [dateText(study.date), study.description].filter { !$0.isEmpty }
    screen.putClipped(
      words.isEmpty ? "study without a date" : words.joined(separator: "  "), row: line, column: 3,
      ink: .accent, width: width - 4)
  case .series(let entry):
    let ink: Ink = isChosen ? .selected : .plain
    if isChosen {
      screen.fill(CellRect(row: line, column: 3, rows: 1, columns: width - 5), ink: .selected)
    }
    screen.put(isChosen ? "›" : " ", row: line, column: 4, ink: ink)
    let result = resultText(state.predicting.results[entry.series.id])
    let size = "\(entry.series.columns)×\(entry.series.rows)×\(entry.series.sliceCount)"
    let warnings = entry.series.warnings.count
    let marks = warnings == 0 ? "" : "! \(warnings)"
    var right = width - 3
    for (text, column, least) in [(result, 14, 60), (marks, 4, 40), (size, 13, 34)]
    where width >= least && (column != 14 || !state.predicting.results.isEmpty) {
      let own: Ink = isChosen ? .selected : text == marks ? .warning : .dim
      screen.putRight(text, row: line, end: right, ink: own)
      right -= column + 1
    }
    screen.putClipped(
      entry.series.title, row: line, column: 6, ink: ink, width: max(0, right - 8))
  }
}

private func summary(_ state: State) -> String {
  let all = state.browsing.catalogue
  var parts = [
    count(all.patients.count, "patient"), count(all.patients.flatMap(\.studies).count, "study"),
    count(all.series.count, "series"),
  ]
  if !state.browsing.filter.isEmpty {
    parts.append("\(state.browsing.entries.count) shown for \(filterText(state))")
  }
  if !all.refused.isEmpty { parts.append("\(count(all.refused.count, "file")) refused") }
  if all.skippedFileCount > 0 {
    parts.append("\(count(all.skippedFileCount, "other file")) passed over")
  }
  return parts.joined(separator: " · ")
}

private func count(_ number: Int, _ noun: String) -> String {
  let plural =
    switch noun {
    case "study": "studies"
    case "series": "series"
    default: noun + "s"
    }
  return "\(number) \(number == 1 ? noun : plural)"
}

/// What was typed may be a name.
private func filterText(_ state: State) -> String {
  state.hidesDemographics ? "the filter" : "“\(state.browsing.filter)”"
}

private func emptyText(_ state: State) -> String {
  if let failure = state.browsing.failure { return failure }
  if state.browsing.scan != nil { return "Looking for images …" }
  if !state.browsing.filter.isEmpty {
    return "Nothing matches \(filterText(state)): Esc shows all"
  }
  if let refused = state.browsing.catalogue.refused.first {
    return "No series found. \(refused.path): \(refused.reason)"
  }
  return "No series found: give DICOM folders or .nii files to spinetui view"
}

/// Warnings of the chosen series, refused files, and what to know about this terminal.
private func detailLines(_ state: State, width: Int) -> [(text: String, ink: Ink)] {
  var lines: [(String, Ink)] = []
  for warning in state.browsing.selectedSeries?.series.warnings ?? [] {
    for (n, line) in DisplayWidth.wrapped(warning.text, to: width - 2).enumerated() {
      lines.append(((n == 0 ? "! " : "  ") + line, .warning))
    }
  }
  for refused in state.browsing.catalogue.refused.prefix(3) {
    lines.append(("Refused \(refused.path): \(refused.reason)", .dim))
  }
  for warning in state.terminalWarnings { lines.append((warning, .warning)) }
  return lines
}

/// "DOE^JANE  1960-01-01  F  ID 123".
func patientText(_ patient: Patient) -> String {
  let name = patient.name.isEmpty ? "patient without a name" : patient.name
  let words = [
    name, dateText(patient.birthDate), patient.sex, patient.id.isEmpty ? "" : "ID \(patient.id)",
  ]
  return words.filter { !$0.isEmpty }.joined(separator: "  ")
}

/// A DICOM date as 2024-05-01; anything else as it is.
func dateText(_ date: String) -> String {
  guard date.count == 8, date.allSatisfy(\.isNumber) else { return date }
  return "\(date.prefix(4))-\(date.dropFirst(4).prefix(2))-\(date.suffix(2))"
}

/// "▲ C5 C6", "no fracture", or nothing before the model was asked.
func resultText(_ analysis: Analysis?) -> String {
  guard let findings = analysis?.findings else { return "" }
  let levels = findings.levels.filter(\.isFractured).map(\.level.description)
  if !levels.isEmpty { return "▲ " + levels.joined(separator: " ") }
  return findings.levels.contains { $0.probability != nil } ? "none called" : "not assessed"
}
