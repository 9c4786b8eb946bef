import Imaging
import SpineAnalysis

/// What stands in one line of the list, column by column.
struct ListCells: Equatable {
  var indent = 0
  var title = ""
  var titleInk = Ink.plain
  var date = ""
  var description = ""
  var series = ""
  var slices = ""
  var size = ""
  var marks = ""
  var status = ""
  var statusInk = Ink.dim

  init(_ row: ListRow, _ state: State, _ columns: ListColumns) {
    let content = state.browsing.content
    switch row {
    case .patient(let number):
      let group = content.patients[number]
      let patient = content.catalogue.patients[number]
      let isFolded = state.browsing.folding.isFolded(group)
      title = (isFolded ? "▸ " : "▾ ")
      title +=
        isFolded ? patientText(patient, fitting: columns.title.width - 2) : patientText(patient)
      titleInk = .bold
      if isFolded, let latest = patient.studies.max(by: { $0.date < $1.date }) {
        date = dateText(latest.date)
        description = latest.description
        sumUp(group, state)
      }
      series = String(group.series.count)
    case .study(let number):
      let group = content.studies[number]
      let study = content.entries[group.series.lowerBound].study
      let isFolded = state.browsing.folding.isFolded(study: group)
      indent = 2
      titleInk = .accent
      let day = dateText(study.date)
      date = columns.date == nil ? "" : day
      description = study.description
      let words: [String]
      if columns.description != nil {
        words = [modalities(study)]
      } else {
        words = columns.date == nil ? [day, study.description] : [study.description]
      }
      let text = words.filter { !$0.isEmpty }.joined(separator: "  ")
      title = (isFolded ? "▸ " : "▾ ") + (text.isEmpty ? "study" : text)
      if isFolded { sumUp(group, state) }
      series = String(group.series.count)
    case .series(let place):
      fill(content.entries[place], state, columns)
    }
  }

  private mutating func fill(
    _ entry: Browsing.Entry, _ state: State, _ columns: ListColumns
  ) {
    let series = entry.series
    indent = 4
    if columns.description == nil {
      title = series.title
    } else {
      title = [series.identity.seriesNumber.map(String.init) ?? "–", series.identity.modality]
        .joined(separator: " ")
      description = series.identity.seriesDescription
    }
    slices = String(series.sliceCount)
    let matrix = "\(series.columns)×\(series.rows)"
    size = columns.slices == nil ? "\(matrix)×\(series.sliceCount)" : matrix
    marks = series.warnings.isEmpty ? "" : "! \(series.warnings.count)"
    let analysis = state.predicting.results[series.id]?.analysis
    status = resultText(analysis)
    if status.isEmpty {
      if series.warnings.contains(where: { $0.code == "not-a-volume" }) {
        (status, statusInk) = ("no volume", .warning)
      } else if state.browsing.shownSeriesID == series.id {
        let isOutdated =
          state.viewing?.seriesID == series.id && state.viewing?.standing.outdated != nil
        (status, statusInk) = isOutdated ? ("outdated", .warning) : ("open", .good)
      } else if state.predicting.running?.seriesID == series.id {
        status = "being read"
      }
    }
    if analysis?.findings.levels.contains(where: \.isFractured) == true { statusInk = .danger }
  }

  /// What a folded patient or study holds.
  private mutating func sumUp(_ group: ListGroup, _ state: State) {
    let entries = state.browsing.content.entries[group.series]
    slices = String(entries.reduce(0) { $0 + $1.series.sliceCount })
    size = bytesText(entries.reduce(0) { $0 + $1.series.voxelBytes })
    let warnings = entries.reduce(0) { $0 + $1.series.warnings.count }
    marks = warnings == 0 ? "" : "! \(warnings)"
    guard !state.predicting.results.isEmpty || state.browsing.shownSeriesID != nil else { return }
    let results = entries.compactMap { state.predicting.results[$0.series.id]?.analysis }
    let called = Set(results.flatMap(\.findings.levels).filter(\.isFractured).map(\.level))
    if !called.isEmpty {
      status =
        "▲ " + Level.allCases.filter(called.contains).map(\.description).joined(separator: " ")
      statusInk = .danger
    } else if let first = results.first {
      status = results.count == 1 ? resultText(first) : "\(results.count) read"
    } else if entries.contains(where: { $0.series.id == state.browsing.shownSeriesID }) {
      (status, statusInk) = ("open", .good)
    }
  }
}

/// "CT", "CT, MR".
private func modalities(_ study: Study) -> String {
  var seen: [String] = []
  for modality in study.series.map(\.identity.modality)
  where !modality.isEmpty && !seen.contains(modality) {
    seen.append(modality)
  }
  return seen.joined(separator: ", ")
}

/// "163 MB", "1.2 GB".
func bytesText(_ bytes: Int) -> String {
  switch bytes {
  case ..<1_000_000: "\(max(1, bytes / 1000)) kB"
  case ..<1_000_000_000: "\(bytes / 1_000_000) MB"
  default: "\(bytes / 1_000_000_000).\(bytes / 100_000_000 % 10) GB"
  }
}

/// "DOE^JANE  ID 123  1960-01-01  F": the number first of what tells two of one name apart.
func patientText(_ patient: Patient) -> String {
  let name = patient.name.isEmpty ? "patient without a name" : patient.name
  let words = [
    name, patient.id.isEmpty ? "" : "ID \(patient.id)", dateText(patient.birthDate), patient.sex,
  ]
  return words.filter { !$0.isEmpty }.joined(separator: "  ")
}

/// The same in `width` columns: of a long name its beginning, of the number nothing is given up.
func patientText(_ patient: Patient, fitting width: Int) -> String {
  let whole = patientText(patient)
  guard DisplayWidth.of(whole) > width, !patient.id.isEmpty, !patient.name.isEmpty else {
    return whole
  }
  let number = "  ID \(patient.id)"
  let room = width - DisplayWidth.of(number)
  guard room >= 6, DisplayWidth.of(patient.name) > room else { return whole }
  return DisplayWidth.clipped(patient.name, to: room) + number
}

/// A DICOM date as 2024-05-01; anything else as it is.
func dateText(_ date: String) -> String {
  guard date.utf8.count == 8, date.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
    return date
  }
  return "\(date.prefix(4))-\(date.dropFirst(4).prefix(2))-\(date.suffix(2))"
}

/// "▲ C5 C6", "none called", or nothing before the model was asked.
func resultText(_ analysis: Analysis?) -> String {
  guard let findings = analysis?.findings else { return "" }
  let levels = findings.levels.filter(\.isFractured).map(\.level.description)
  if !levels.isEmpty { return "▲ " + levels.joined(separator: " ") }
  return findings.levels.contains { $0.probability != nil } ? "none called" : "not assessed"
}
