import Imaging
import SpineAnalysis

/// Patients → studies → series, and what is known of the chosen one.
func listView(_ state: State, _ screen: inout Screen) -> Display {
  drawBanner("SpineTUI", ink: .title, &screen)
  let window = ListWindow(state)
  let (top, bottom, detailHeight) = (window.top, window.bottom, window.detailHeight)
  if top == 3 {
    screen.putClipped(summary(state), row: 1, column: 1, ink: .dim, width: screen.columns - 2)
  }
  if let offset = state.browsing.refusedOffset {
    drawRefused(state.browsing.catalogue.refused, from: offset, top: top, &screen)
    return Display(screen: screen)
  }
  let thumbnails = thumbnailLayout(state)
  let width = thumbnails?.words.columns ?? screen.columns - 4
  let details = (thumbnails == nil ? [] : captionLines(state)) + detailLines(state, width: width)
  let height = detailHeight
  if state.browsing.listing.rows.isEmpty {
    if bottom > top {
      screen.putClipped(
        emptyText(state), row: top + 1, column: 3,
        ink: state.browsing.failure == nil ? .dim : .danger, width: screen.columns - 4)
    }
  } else {
    if top == 3 { drawHeadings(state, row: 2, &screen) }
    drawRows(state, in: window, &screen)
  }
  if height > 0 {
    screen.put(
      String(repeating: "─", count: screen.columns - 2), row: bottom, column: 1, ink: .dim)
    for (n, line) in details.prefix(height - 1).enumerated() {
      screen.putClipped(
        line.text, row: bottom + 1 + n, column: thumbnails?.words.column ?? 2, ink: line.ink,
        width: width)
    }
  }
  var display = Display(screen: screen)
  if let thumbnails, let viewing = state.browsing.thumbnails.shown,
    let request = thumbnailRequest(state.browsing.thumbnails, state.profile, in: thumbnails.picture)
  {
    screen.placePicture(thumbnails.picture)
    display = Display(
      screen: screen, picture: request, sources: pictureSources(viewing, nil))
  }
  return display
}

/// The lines for thumbnails are kept free while a series is chosen, so that nothing moves when they come.
func thumbnailLayout(_ state: State) -> ThumbnailLayout? {
  guard state.browsing.thumbnails.areWanted, state.browsing.listing.rows.isEmpty == false else {
    return nil
  }
  return ThumbnailLayout(columns: state.profile.columns, bottom: state.profile.rows - 2)
}

private func summary(_ state: State) -> String {
  let content = state.browsing.content
  var parts = [
    count(content.patients.count, "patient"), count(content.studies.count, "study"),
    count(content.entries.count, "series"),
  ]
  if !state.browsing.filter.isEmpty {
    parts.append("\(state.browsing.listing.order.count) shown for \(filterText(state))")
  }
  let all = content.catalogue
  if !all.refused.isEmpty {
    let key = state.keymap.key("refused", in: .list).map { " (\($0))" } ?? ""
    parts.append("\(count(all.refused.count, "file")) refused\(key)")
  }
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
    return state.keymap.hint(
      after: "Nothing matches \(filterText(state))", "cancel", in: .anywhere, "shows all")
  }
  if let refused = state.browsing.catalogue.refused.first {
    return "No series found. \(refused.path): \(refused.reason)"
  }
  return "No series found: give DICOM folders or .nii files to spinetui view"
}

/// Whose and which the pictures beside these lines are.
private func captionLines(_ state: State) -> [(text: String, ink: Ink)] {
  guard let entry = state.browsing.representative else { return [] }
  let study = [dateText(entry.study.date), entry.study.description].filter { !$0.isEmpty }
  let series = entry.series
  return [
    (patientText(entry.patient), .bold),
    (study.joined(separator: "  "), .accent),
    (
      "\(series.title)   \(series.identity.modality) \(series.columns)×\(series.rows)×"
        + "\(series.sliceCount)   \(bytesText(series.voxelBytes))", .plain
    ),
  ]
}

/// Warnings of the chosen series, refused files, and what to know about this terminal.
func detailLines(_ state: State, width: Int) -> [(text: String, ink: Ink)] {
  var lines: [(String, Ink)] = []
  if let reason = state.browsing.thumbnails.failure {
    for line in DisplayWidth.wrapped("No preview: \(reason)", to: width) {
      lines.append((line, .dim))
    }
  }
  for warning in state.browsing.selectedSeries?.series.warnings ?? [] {
    for (n, line) in DisplayWidth.wrapped(warning.text, to: width - 2).enumerated() {
      lines.append(((n == 0 ? "! " : "  ") + line, .warning))
    }
  }
  let refused = state.browsing.catalogue.refused
  for file in refused.prefix(3) { lines.append(("Refused \(file.path): \(file.reason)", .dim)) }
  if refused.count > 3 {
    let more = "… and \(refused.count - 3) more"
    lines.append((state.keymap.hint(after: more, "refused", in: .list, "shows all"), .dim))
  }
  for warning in state.terminalWarnings { lines.append((warning, .warning)) }
  return lines
}
