import Imaging

/// Finds what a command is about among what was scanned.
enum SeriesSelection {
  /// Scans, and fails by name when there is nothing to open.
  static func catalogue(of paths: [String], progress: ProgressHandler?) async throws -> Catalogue {
    let catalogue = try await CatalogueScanner.scan(paths: paths, progress: progress)
    guard catalogue.series.isEmpty else { return catalogue }
    let named = paths.map { DisplayText.safe($0) }.joined(separator: ", ")
    guard let first = catalogue.refused.first else {
      throw CommandFailure(
        catalogue.skippedFileCount > 0 && paths.count == 1 && !isFolder(paths[0])
          ? .dataWrong : .noInput,
        "\(named): no DICOM or NIfTI image here (\(catalogue.skippedFileCount) other files)")
    }
    let others = catalogue.refused.count - 1
    throw CommandFailure(
      .dataWrong,
      "\(named): nothing can be opened: \(first.path): \(first.reason)"
        + (others > 0 ? " (and \(others) more files)" : ""))
  }

  /// The one series, or the one whose UID or id is `wanted`.
  static func one(of catalogue: Catalogue, wanted: String?) throws -> Series {
    let all = catalogue.series
    if let wanted {
      let fitting = all.filter { $0.identity.seriesUID == wanted || $0.id == wanted }
      guard let found = fitting.first else {
        throw CommandFailure(
          .noInput, "no series \(DisplayText.safe(wanted)); there are: \(listed(all))")
      }
      guard fitting.count == 1 else {
        throw CommandFailure(
          .usage,
          "\(fitting.count) volumes share this series UID; name one by its id: "
            + fitting.map(\.id).joined(separator: ", "))
      }
      return found
    }
    guard let only = all.first, all.count == 1 else {
      throw CommandFailure(
        .usage, "there are \(all.count) series; name one with --series: \(listed(all))")
    }
    return only
  }

  private static func listed(_ series: [Series]) -> String {
    let shown = series.prefix(5).map {
      "\($0.id) (\($0.columns)×\($0.rows)×\($0.sliceCount) \($0.identity.seriesDescription))"
    }
    return shown.joined(separator: ", ") + (series.count > 5 ? ", …" : "")
  }
}
