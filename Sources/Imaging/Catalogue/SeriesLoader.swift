/// Reads the voxels of a catalogued series, wherever they come from.
public enum SeriesLoader {
  /// - Throws: the format's own error; `CancellationError`.
  public static func load(
    _ series: Series, dicom: DICOMReader = .shared, progress: ProgressHandler? = nil
  ) async throws -> Volume {
    try await load(series, dicom: dicom, watch: LoadWatch(progress: progress))
  }

  /// The same, looked at while it is read.
  public static func load(
    _ series: Series, dicom: DICOMReader = .shared, watch: LoadWatch
  ) async throws -> Volume {
    switch series.source {
    case .dicom: try await dicom.load(series, watch: watch)
    case .nifti(let path):
      try await runBlocking { stop in
        let before = NIfTIFile.files(of: path).map { FileFingerprint(path: $0) }
        let volume = try NIfTIFile(path: path).load(progress: watch.progress) { stop.isSet }
        guard before == NIfTIFile.files(of: path).map({ FileFingerprint(path: $0) }) else {
          throw CatalogueError.changed(path: DisplayText.safe(path))
        }
        return volume
      }
    case .onDemand(let id): throw CatalogueError.notMadeYet(id: id)
    }
  }
}
