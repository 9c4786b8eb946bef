/// Tells what a series is read from: its images, their order and the state of their files. What was made of a
/// series is true of it as long as the mark is the same.
public struct SourceMark: Sendable, Hashable {
  let value: UInt64
}

extension Series {
  /// Of the files as they were when they were listed; of a NIfTI file as it is now.
  ///
  /// - Throws: `CatalogueError.outdated`; `CatalogueError.changed` where a NIfTI file is gone.
  public func sourceMark() throws -> SourceMark {
    switch source {
    case .dicom(let files): return SourceMark(value: try files.key())
    case .nifti(let path):
      return SourceMark(
        value: try NIfTIFile.files(of: path).reduce(0) { key, path in
          guard let print = FileFingerprint(path: path) else {
            throw CatalogueError.changed(path: DisplayText.safe(path))
          }
          return FileKey.mix(key, FileKey.of(path, print))
        })
    // Made by the program: the name says all.
    case .onDemand(let name): return SourceMark(value: FileKey.of(name, .none))
    }
  }
}
