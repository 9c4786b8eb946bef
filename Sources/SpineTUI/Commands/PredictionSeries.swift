import Imaging

extension Catalogue {
  /// Of each study the series that `predict` may read, in the order in which it tries them: CT volumes
  /// of three or more slices, axial ones first, then those with more slices.
  ///
  /// NIfTI files have no modality; each is a study of its own.
  var forPrediction: [[Series]] {
    patients.flatMap(\.studies).compactMap { study in
      let volumes = study.series
        .filter { series in
          series.sliceCount >= 3 && ["", "CT"].contains(series.identity.modality)
            && !series.warnings.contains { $0.code == "not-a-volume" }
        }
      guard volumes.count > 1 else { return volumes.isEmpty ? nil : volumes }
      return volumes.map { (series: $0, isAxial: $0.isAxial) }
        .sorted { a, b in
          guard a.isAxial == b.isAxial else { return a.isAxial }
          return (b.series.sliceCount, a.series.id) < (a.series.sliceCount, b.series.id)
        }
        .map(\.series)
    }
  }
}

extension Series {
  /// Whether the images lie across the body rather than along it, by what their headers say.
  fileprivate var isAxial: Bool {
    guard case .dicom(let files) = source, let plane = (try? files.instances())?.first?.plane
    else { return false }
    let normal = plane.normal
    return abs(normal.z) > max(abs(normal.x), abs(normal.y))
  }
}
