import Imaging

/// Reads previews one at a time, and keeps the last ones.
///
/// Its reader is its own: a series that is being opened waits for no preview.
actor Previewing {
  private let dicom = DICOMReader(workers: 1)
  private var recent: [(key: Key, volume: Volume)] = []
  /// Some 1.5 MB each.
  private static let kept = 8

  /// A series, and its files as they are now: of changed ones nothing old is shown.
  private struct Key: Equatable {
    var seriesID: String
    var files: [FileFingerprint?]
  }

  func preview(of series: Series) async throws -> Preview? {
    let paths = try SeriesPreview.paths(of: series)
    let key = Key(seriesID: series.id, files: paths.map { FileFingerprint(path: $0) })
    if let index = recent.firstIndex(where: { $0.key == key }) {
      let hit = recent.remove(at: index)
      recent.append(hit)
      return Preview(volume: hit.volume, isWhole: false)
    }
    guard let volume = try await SeriesPreview.load(series, dicom: dicom) else { return nil }
    recent.append((key, volume))
    if recent.count > Self.kept { recent.removeFirst() }
    return Preview(volume: volume, isWhole: false)
  }
}
