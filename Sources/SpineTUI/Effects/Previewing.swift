import Imaging

/// Reads previews one at a time, and keeps the last ones.
///
/// Its reader is its own: a series that is being opened waits for no preview.
actor Previewing {
  private let dicom = DICOMReader(workers: 1)
  private var recent: [(seriesID: String, volume: Volume)] = []
  /// Some 1.5 MB each.
  private static let kept = 8

  func preview(of series: Series) async throws -> Volume? {
    if let index = recent.firstIndex(where: { $0.seriesID == series.id }) {
      let hit = recent.remove(at: index)
      recent.append(hit)
      return hit.volume
    }
    guard let volume = try await SeriesPreview.load(series, dicom: dicom) else { return nil }
    recent.append((series.id, volume))
    if recent.count > Self.kept { recent.removeFirst() }
    return volume
  }

  /// Forgets all: the files may have changed.
  func forget() { recent = [] }
}
