/// Looks through files and folders and lists what can be opened: patients → studies → series.
public struct CatalogueScanner: Sendable {
  private let dicom: DICOMReader
  private let index: (any CatalogueIndex)?
  /// Nanoseconds since 1970.
  private let clock: @Sendable () -> Int64

  /// - Parameter index: what is known of the paths from before; nil reads every file.
  public init(dicom: DICOMReader = .shared, index: (any CatalogueIndex)? = nil) {
    self.init(dicom: dicom, index: index, clock: FileFingerprint.now)
  }

  init(
    dicom: DICOMReader, index: (any CatalogueIndex)?, clock: @escaping @Sendable () -> Int64
  ) {
    self.dicom = dicom
    self.index = index
    self.clock = clock
  }

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
    try await scan(paths: paths) { event in
      if case .progress(let step) = event { progress?(step) }
    }
  }

  /// The same, telling of what is found while the scan goes on.
  public func scan(paths: [String], report: @escaping ScanHandler) async throws -> Catalogue {
    let (pool, index, clock) = (await dicom.workers, index, clock)
    return try await runBlocking { stop in
      let scan = CatalogueScan(index: index, startedAt: clock(), report: report)
      return try scan.run(paths: paths, on: pool, stop: stop)
    }
  }
}
