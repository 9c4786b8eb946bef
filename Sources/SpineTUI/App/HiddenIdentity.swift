import Foundation
import Imaging
import SpineAnalysis
import Synchronization

/// The state as a stranger may see it: patients, studies and series are numbers, and no text that came
/// from a file or names one is left.
///
/// Views draw whatever state they are given, so none of them can forget to hide something.
struct HiddenIdentity: Sendable {
  /// What stands for a series: whose it is, and of which study.
  private struct Place {
    var patient: String
    var study: String
  }

  private let places: [String: Place]
  /// Texts that tell who a patient is, the longest first.
  private let secrets: [String]
  private let listed: Listed
  private let keymap: Keymap

  /// - Parameters:
  ///   - catalogue: whose images are to be hidden.
  ///   - groups: its patients and studies as the list has them.
  ///   - keymap: whose key shows what is hidden.
  init(
    _ catalogue: Catalogue, groups: (patients: [ListGroup], studies: [ListGroup])? = nil,
    keymap: Keymap = .standard
  ) {
    self.keymap = keymap
    var places: [String: Place] = [:]
    var secrets: Set<String> = []
    for (n, patient) in catalogue.patients.enumerated() {
      secrets.formUnion([patient.name, patient.id, patient.birthDate])
      for (m, study) in patient.studies.enumerated() {
        secrets.formUnion([study.uid, study.date, study.description])
        for series in study.series {
          places[series.id] = Place(patient: "Patient \(n + 1)", study: "study \(m + 1)")
          secrets.formUnion([series.identity.seriesUID, series.identity.seriesDescription])
        }
      }
    }
    self.places = places
    self.secrets = secrets.filter { $0.count > 1 }.sorted { ($0.count, $0) > ($1.count, $1) }
    listed = Listed(catalogue, groups)
  }

  /// The list without names: made for the first picture of it, kept for the others.
  private final class Listed: Sendable {
    let original: Catalogue
    private let made = Mutex<ListContent?>(nil)

    private let groups: (patients: [ListGroup], studies: [ListGroup])?

    init(_ original: Catalogue, _ groups: (patients: [ListGroup], studies: [ListGroup])?) {
      self.original = original
      self.groups = groups
    }

    func content(_ hide: (Catalogue) -> Catalogue) -> ListContent {
      made.withLock { made in
        let content = made ?? ListContent(hide(original), keysOf: groups)
        made = content
        return content
      }
    }
  }

  func apply(to original: State) -> State {
    var state = original
    // The filter's own words may be a name.
    state.browsing.disguise(
      as: listed.content(hidden), filter: state.browsing.filter.isEmpty ? "" : " ")
    state.browsing.failure = state.browsing.failure.map { _ in why("Nothing can be opened") }
    state.browsing.thumbnails.hideFailure(behind: why("hidden"))
    if let opening = state.browsing.opening {
      state.browsing.opening?.title = title(of: opening.seriesID, in: state.browsing.content)
    }
    if let viewing = state.viewing {
      if viewing.volume.windows.contains(viewing.window) {
        state.viewing?.window.explanation = "header"
      }
      state.viewing?.volume = hidden(viewing.volume, seriesID: viewing.seriesID)
    }
    state.predicting.failures = state.predicting.failures.mapValues(words)
    state.predicting.results = state.predicting.results.mapValues { result in
      var (result, findings) = (result, result.analysis.findings)
      findings.warnings = findings.warnings.map(hidden)
      result.analysis = Analysis(findings: findings, heat: result.analysis.heat)
      return result
    }
    state.tags.opened = state.tags.opened.map(hidden)
    if let message = state.message {
      let windows = original.viewing?.volume.windows ?? []
      state.message?.text =
        Self.numbersAlone(message.text, of: windows) ?? words(message.text)
    }
    return state
  }

  private func why(_ sentence: String) -> String {
    keymap.hint(after: sentence, "hide-names", in: .anywhere, "shows why")
  }

  // MARK: The list

  private func hidden(_ catalogue: Catalogue) -> Catalogue {
    var catalogue = catalogue
    for (n, patient) in catalogue.patients.enumerated() {
      for (m, study) in patient.studies.enumerated() {
        catalogue.patients[n].studies[m].series = study.series.map(hidden)
        catalogue.patients[n].studies[m].date = ""
        catalogue.patients[n].studies[m].description = "Study \(m + 1)"
      }
      catalogue.patients[n].name = "Patient \(n + 1)"
      catalogue.patients[n].id = ""
      catalogue.patients[n].birthDate = ""
      catalogue.patients[n].sex = ""
    }
    let why = keymap.hint("hide-names", in: .anywhere, "shows its name and why")
    catalogue.refused =
      catalogue.refused.isEmpty
      ? []
      : catalogue.refused.enumerated().map {
        RefusedFile(path: "file \($0.offset + 1)", reason: why)
      }
    return catalogue
  }

  private func hidden(_ series: Series) -> Series {
    var series = series
    series.identity = hidden(series.identity, seriesID: series.id)
    series.warnings = series.warnings.map(hidden)
    return series
  }

  private func title(of seriesID: String, in hidden: ListContent) -> String {
    hidden.index(ofSeries: seriesID).map { hidden.entries[$0].series.title } ?? "the series"
  }

  // MARK: The image

  private func hidden(_ volume: Volume, seriesID: String) -> Volume {
    volume.with(
      identity: hidden(volume.identity, seriesID: seriesID),
      warnings: volume.warnings.map(hidden))
  }

  private func hidden(_ identity: SeriesIdentity, seriesID: String) -> SeriesIdentity {
    let place = places[seriesID] ?? Place(patient: "Patient", study: "study")
    return SeriesIdentity(
      patientName: place.patient, studyDescription: place.study,
      seriesNumber: identity.seriesNumber,
      seriesDescription: identity.modality.isEmpty ? "series" : identity.modality,
      modality: identity.modality, isSynthetic: identity.isSynthetic)
  }

  // MARK: The header

  private func hidden(_ opened: Tags.Opened) -> Tags.Opened {
    var opened = opened
    opened.listing = opened.listing.map { listing in
      HeaderListing(
        path: "",
        lines: listing.lines.map { line in
          var line = line
          // Names of known attributes and empty values tell nothing.
          if line.isIdentifying, !line.value.isEmpty { line.value = "(hidden)" }
          return line
        }, isCut: listing.isCut)
    }
    opened.failure = opened.failure.map(words)
    return opened
  }

  // MARK: Sentences

  /// What was said of one of the header's windows without the name that the file gives it; nil for any other
  /// sentence. The stroke between its numbers is no path's.
  private static func numbersAlone(_ sentence: String, of windows: [Window]) -> String? {
    let number = windows.indices.first {
      Viewing.said(headerWindow: $0, of: windows) == sentence
    }
    let unnamed = windows.map { window in
      var window = window
      window.explanation = ""
      return window
    }
    return number.map { Viewing.said(headerWindow: $0, of: unnamed) }
  }

  /// A refused slice is named by its file; how many they are may be said.
  private func hidden(_ warning: ImagingWarning) -> ImagingWarning {
    let text =
      warning.code == "slices-refused"
      ? String(warning.text.prefix { $0 != ";" }) : words(warning.text)
    return ImagingWarning(code: warning.code, text: text)
  }

  /// A sentence without what it may have taken from a file; nothing of it where it names a path.
  func words(_ sentence: String) -> String {
    var text = sentence
    for secret in secrets where text.mayContain(secret) {
      text = text.replacingWord(secret, with: "…")
    }
    return text.contains("/") ? why("This message names a file") : text
  }
}

extension State {
  /// What may be drawn: itself, or itself without whose images these are.
  var shown: State {
    hidesDemographics ? browsing.content.hiddenIdentity(keymap).apply(to: self) : self
  }
}

extension String {
  /// Whether `other` could occur: quick, since there may be thousands of them.
  fileprivate func mayContain(_ other: String) -> Bool {
    // Equal text may be composed in several ways.
    guard other.utf8.allSatisfy({ $0 < 0x80 }) else { return true }
    return utf8.count >= other.utf8.count && contains(other)
  }

  /// Replaces `word` where no letter or digit adjoins it: an ID "12" is no part of "120".
  fileprivate func replacingWord(_ word: String, with other: String) -> String {
    var result = ""
    var rest = self[...]
    while let found = rest.range(of: word) {
      let before = found.lowerBound == startIndex ? nil : self[index(before: found.lowerBound)]
      let after = found.upperBound == endIndex ? nil : self[found.upperBound]
      let stands = [before, after].allSatisfy { $0.map { !$0.isLetter && !$0.isNumber } ?? true }
      result += rest[..<found.lowerBound] + (stands ? other[...] : rest[found])
      rest = rest[found.upperBound...]
    }
    return result + rest
  }
}
