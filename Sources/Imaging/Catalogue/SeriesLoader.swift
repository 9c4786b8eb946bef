/// Reads the voxels of a catalogued series, wherever they come from.
public enum SeriesLoader {
  /// - Throws: the format's own error; `CancellationError`.
  public static func load(
    _ series: Series, dicom: DICOMReader = .shared, progress: ProgressHandler? = nil
  ) async throws -> Volume {
    switch series.source {
    case .dicom: try await dicom.load(series, progress: progress)
    case .nifti(let path): try NIfTIFile(path: path).load(progress: progress)
    case .onDemand(let id): throw CatalogueError.notMadeYet(id: id)
    }
  }
}
