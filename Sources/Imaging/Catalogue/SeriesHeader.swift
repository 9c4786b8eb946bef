/// What the file behind a slice says of itself.
public enum SeriesHeader {
  /// - Throws: the format's own error; `CancellationError`.
  public static func read(
    _ series: Series, at place: SlicePlace, dicom: DICOMReader = .shared
  ) async throws -> HeaderListing {
    switch series.source {
    case .dicom(let files):
      // A file that has changed since is another file: its header would stand beside an old picture.
      try await dicom.header(of: try files.checkedInstances(), at: place)
    case .nifti(let path):
      HeaderListing(
        path: DisplayText.safe(path, limit: 4096), lines: try NIfTIFile(path: path).header.lines)
    case .onDemand(let id): throw CatalogueError.notMadeYet(id: id)
    }
  }
}
