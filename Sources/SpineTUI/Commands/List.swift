import ArgumentParser
import Imaging

/// `spinetui list`: what can be opened.
struct List: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List patients, studies and series with their sizes and warnings.",
    discussion: "Example: spinetui list --json /data/incoming")

  @Argument(help: "Files or folders, of any depth.", completion: .file())
  var paths: [String]

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() async throws {
    try await reportingFailures(json: json) {
      let progress = ProgressReport()
      let catalogue = try await SeriesSelection.catalogue(of: paths, progress: progress.handler)
      progress.finish()
      if json {
        try printJSON(CatalogueDocument(catalogue))
      } else {
        CatalogueTable.lines(catalogue).forEach { print($0) }
      }
    }
  }
}

/// The catalogue as a table for people.
enum CatalogueTable {
  static func lines(_ catalogue: Catalogue) -> [String] {
    var lines: [String] = []
    for patient in catalogue.patients {
      let about = [patient.id, patient.birthDate, patient.sex].filter { !$0.isEmpty }
      lines.append(
        "\(patient.name.isEmpty ? "(no name)" : patient.name)  " + about.joined(separator: " · "))
      for study in patient.studies {
        lines.append("  study \(study.date) \(study.description)  \(study.uid)")
        for series in study.series {
          let number = series.identity.seriesNumber.map(String.init) ?? "–"
          lines.append(
            "    \(number.padded(4)) \(series.identity.modality.padded(3)) "
              + "\(series.columns)×\(series.rows)×\(series.sliceCount)".padded(14)
              + " \(series.identity.seriesDescription)  \(series.id)")
          lines += series.warnings.map { "         ! \($0.text)" }
        }
      }
    }
    lines += catalogue.refused.map { "refused: \($0.path): \($0.reason)" }
    lines.append(
      "\(catalogue.patients.count) patients, \(catalogue.series.count) series, "
        + "\(catalogue.refused.count) files refused, \(catalogue.skippedFileCount) other files")
    return lines
  }
}

extension String {
  /// Spaces behind, up to `columns` terminal columns.
  fileprivate func padded(_ columns: Int) -> String {
    self + String(repeating: " ", count: max(0, columns - DisplayText.width(self)))
  }
}

/// The catalogue as JSON; docs/formats.md has an example.
struct CatalogueDocument: Encodable {
  struct PatientRow: Encodable {
    var id, name, birth_date, sex: String
    var studies: [StudyRow]
  }
  struct StudyRow: Encodable {
    var uid, date, description: String
    var series: [SeriesRow]
  }
  struct SeriesRow: Encodable {
    var id, uid: String
    @OrNull var number: Int?
    var description, modality: String
    var columns, rows, slices: Int
    var synthetic: Bool
    var warnings: [ImagingWarning]
  }

  var patients: [PatientRow]
  var refused: [RefusedFile]
  var skipped_files: Int

  init(_ catalogue: Catalogue) {
    refused = catalogue.refused
    skipped_files = catalogue.skippedFileCount
    patients = catalogue.patients.map { patient in
      PatientRow(
        id: patient.id, name: patient.name, birth_date: patient.birthDate, sex: patient.sex,
        studies: patient.studies.map { study in
          StudyRow(
            uid: study.uid, date: study.date, description: study.description,
            series: study.series.map { series in
              SeriesRow(
                id: series.id, uid: series.identity.seriesUID,
                number: series.identity.seriesNumber,
                description: series.identity.seriesDescription, modality: series.identity.modality,
                columns: series.columns, rows: series.rows, slices: series.sliceCount,
                synthetic: series.identity.isSynthetic, warnings: series.warnings)
            })
        })
    }
  }
}
