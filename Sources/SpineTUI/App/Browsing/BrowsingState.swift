import Imaging

/// Choosing a series: patients → studies → series.
enum Browsing {
  struct State: Sendable {
    var catalogue = Catalogue()
    /// Set while the paths are being looked through.
    var scan: LoadProgress?
    var scanGeneration = 0
    var loadGeneration = 0
    var selection = 0
    var filter = ""
    var opening: Opening?
    /// The series on screen; nil before the first.
    var shownSeriesID: String?
    /// Why nothing could be scanned.
    var failure: String?

    /// The rows of the list under the filter.
    var rows: [Row] { Row.rows(of: catalogue, filter: filter) }
    var selectedSeries: Entry? {
      let entries = entries
      return entries.indices.contains(selection) ? entries[selection] : nil
    }
    /// The series under the filter, in the order of the list.
    var entries: [Entry] {
      rows.compactMap { if case .series(let entry) = $0 { entry } else { nil } }
    }
  }

  /// A series on its way to the screen.
  struct Opening: Equatable, Sendable {
    var seriesID: String
    var title: String
    var generation: Int
    var progress: LoadProgress?
  }

  /// A series with those it belongs to.
  struct Entry: Sendable {
    var patient: Patient
    var study: Study
    var series: Series
    /// Place of the study in the catalogue: two patients' files may carry the same study UID.
    var studyNumber: Int
  }

  enum Row: Sendable {
    case patient(Patient)
    case study(Study)
    case series(Entry)

    var isPatient: Bool { if case .patient = self { true } else { false } }

    static func rows(of catalogue: Catalogue, filter: String) -> [Row] {
      var rows: [Row] = []
      var studyNumber = 0
      for patient in catalogue.patients {
        var ofPatient: [Row] = []
        for study in patient.studies {
          studyNumber += 1
          let entries = study.series
            .map { Entry(patient: patient, study: study, series: $0, studyNumber: studyNumber) }
            .filter { $0.matches(filter) }
          if entries.isEmpty { continue }
          ofPatient += [.study(study)] + entries.map(Row.series)
        }
        if !ofPatient.isEmpty { rows += [.patient(patient)] + ofPatient }
      }
      return rows
    }
  }

  enum Neighbour: Equatable, Sendable { case series, study }

  enum Action: Sendable {
    case move(Int)
    case first
    case last
    case open
    /// Opens the series or study before or behind the one on screen, in the order of the list.
    case openNeighbour(Neighbour, Int)
    case scanProgressed(LoadProgress, generation: Int)
    case scanned(Catalogue, generation: Int)
    case scanFailed(String, generation: Int)
    case loadProgressed(LoadProgress, generation: Int)
    case loaded(Volume, seriesID: String, generation: Int)
    case loadFailed(String, generation: Int)
    case cancelLoad
    case setFilter(String)
  }
}

extension Browsing.Entry {
  /// Every word of the filter occurs somewhere in the names, numbers, dates and descriptions.
  func matches(_ filter: String) -> Bool {
    let haystack = [
      patient.name, patient.id, study.date, study.description, series.identity.seriesDescription,
      series.identity.modality,
    ].joined(separator: " ").lowercased()
    return filter.lowercased().split(separator: " ").allSatisfy { haystack.contains($0) }
  }
}
