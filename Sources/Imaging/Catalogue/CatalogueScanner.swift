/// Looks through files and folders and lists what can be opened: patients → studies → series.
public struct CatalogueScanner: Sendable {
  private let dicom: DICOMReader

  public init(dicom: DICOMReader = .shared) { self.dicom = dicom }

  /// Scans `paths`: files, or folders of any depth.
  ///
  /// - Throws: `CatalogueError` for a path that is not there; `CancellationError`.
  /// - Returns: the catalogue; what could not be read is in it by name, and never ends the scan.
  public static func scan(
    paths: [String], progress: ProgressHandler? = nil
  ) async throws -> Catalogue {
    try await CatalogueScanner().scan(paths: paths, progress: progress)
  }

  public func scan(paths: [String], progress: ProgressHandler? = nil) async throws -> Catalogue {
    var walk = FolderWalk()
    for path in paths { try walk.add(path) }
    var catalogue = Catalogue(refused: walk.refused, skippedFileCount: walk.skippedCount)
    var candidates: [String] = []
    var nifti: [Series] = []
    for (count, path) in walk.files.enumerated() {
      if count % 64 == 0 {
        try Task.checkCancellation()
        progress?(
          LoadProgress(stage: "looking at files", completed: count, total: walk.files.count))
      }
      switch FileKind(path: path) {
      case .dicom: candidates.append(path)
      case .nifti:
        do {
          nifti.append(try NIfTIFile(path: path).series())
        } catch {
          catalogue.refused.append(
            RefusedFile(path: DisplayText.safe(path), reason: DisplayText.safe("\(error)")))
        }
      case .other: catalogue.skippedFileCount += 1
      case .unreadable(let reason):
        catalogue.refused.append(RefusedFile(path: DisplayText.safe(path), reason: reason))
      }
    }
    if !candidates.isEmpty {
      let index = try await dicom.index(paths: candidates, progress: progress)
      catalogue.patients += index.patients
      catalogue.refused += index.refused
      catalogue.skippedFileCount += index.notDICOMCount
    }
    catalogue.patients += nifti.map(Self.patient(of:))
    return catalogue
  }

  /// NIfTI knows no patient: each file stands for itself.
  private static func patient(of series: Series) -> Patient {
    let study = Study(
      uid: series.identity.studyUID, date: "", description: "NIfTI", series: [series])
    return Patient(
      id: "", name: series.identity.seriesDescription, birthDate: "", sex: "",
      studies: [study])
  }
}
