import DicomWire
import Foundation
import Synchronization

/// What an index of files found.
public struct DICOMIndex: Sendable {
  public var patients: [Patient]
  public var refused: [RefusedFile]
  /// Files passed over: no DICOM, or a DICOMDIR, whose files are read instead.
  public var notDICOMCount: Int

  public init(patients: [Patient] = [], refused: [RefusedFile] = [], notDICOMCount: Int = 0) {
    self.patients = patients
    self.refused = refused
    self.notDICOMCount = notDICOMCount
  }
}

/// Reads DICOM files through worker processes: headers into a catalogue, series into volumes.
///
/// A file that kills, hangs or misleads a worker is refused by name; the program never dies of it.
/// All calls block worker threads of their own, none of Swift's, and end soon after their task is cancelled.
public actor DICOMReader {
  private let pool: WorkerPool

  /// The program's own. Its workers start with the first file, stay for the next one, and end with
  /// the program, whose end closes their pipes.
  public static let shared = DICOMReader()

  var workers: WorkerPool { pool }

  /// - Parameters:
  ///   - executable: the worker; by default `SPINETUI_DICOM_WORKER`, else `spinetui-dicom` beside
  ///     the running program.
  ///   - workers: how many work side by side; by default two, or one where `SPINETUI_THREADS` says so.
  public init(executable: String? = nil, workers: Int? = nil) {
    let allowed = ProcessInfo.processInfo.environment["SPINETUI_THREADS"].flatMap(Int.init) ?? 2
    pool = WorkerPool(
      executable: executable ?? WorkerPool.defaultExecutable, width: workers ?? min(2, allowed))
  }

  /// Starts the workers now, beside whatever else is being made ready; otherwise the first file does.
  public nonisolated func prepare() { for lane in pool.lanes { lane.prepare() } }

  /// Reads the headers of `paths`, and of the files that a DICOMDIR among them names, and sorts the
  /// images into patients, studies and series.
  ///
  /// - Throws: `DICOMError.workerMissing` or `workerFailed` when no worker runs, `CancellationError`.
  public func index(paths: [String], progress: ProgressHandler? = nil) async throws -> DICOMIndex {
    let pool = self.pool
    let catalogue = try await runBlocking { stop in
      let scan = CatalogueScan(index: nil, startedAt: FileFingerprint.now()) { event in
        if case .progress(let step) = event { progress?(step) }
      }
      return try scan.run(files: WalkedFiles(named: paths), on: pool, stop: stop)
    }
    return DICOMIndex(
      patients: catalogue.patients, refused: catalogue.refused,
      notDICOMCount: catalogue.skippedFileCount)
  }

  /// Decodes a series into a volume of HU, every slice copied once from the workers' memory.
  ///
  /// The slices nearest to `watch.focus` come first, and the volume may be looked at while it is read.
  /// A slice that cannot be decoded is left out and named in the volume's warnings. Images that are no
  /// volume become a pile of them (`Volume.isLooseImages`).
  ///
  /// - Throws: `DICOMError.noSlices`, `workerMissing`, `workerFailed`; `CatalogueError.changed` when a file
  ///   is not as it was listed, before or after; `VolumeError`; `CancellationError` when the task is cancelled.
  public func load(_ series: Series, watch: LoadWatch = LoadWatch()) async throws -> Volume {
    guard case .dicom(let files) = series.source else {
      throw DICOMError.notAVolume(reason: "the series \(series.id) is not from DICOM files")
    }
    let pool = self.pool
    return try await runBlocking { stop in
      let load = SeriesLoad(
        stack: ImageStack(anyOf: try files.checkedInstances()), identity: series.identity,
        warnings: series.warnings, watch: watch)
      let volume = try VOITables.added(
        to: load.volume(on: pool, stop: stop), of: load.stack.instances, on: pool, stop: stop)
      // Files written over meanwhile would stand under the names and places of the old ones.
      _ = try files.checkedInstances()
      return volume
    }
  }
}
