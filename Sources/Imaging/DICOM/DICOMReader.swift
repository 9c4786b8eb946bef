import DicomWire
import Foundation
import Synchronization

/// What an index of files found.
public struct DICOMIndex: Sendable {
  public var patients: [Patient]
  public var refused: [RefusedFile]
  /// Files passed over: no DICOM, or a DICOMDIR.
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

  /// - Parameters:
  ///   - executable: the worker; by default `SPINETUI_DICOM_WORKER`, else `spinetui-dicom` beside
  ///     the running program.
  ///   - workers: how many work side by side; by default two, or one where `SPINETUI_THREADS` says so.
  public init(executable: String? = nil, workers: Int? = nil) {
    let allowed = ProcessInfo.processInfo.environment["SPINETUI_THREADS"].flatMap(Int.init) ?? 2
    pool = WorkerPool(
      executable: executable ?? WorkerPool.defaultExecutable, width: workers ?? min(2, allowed))
  }

  /// Reads the headers of `paths` and sorts the images into patients, studies and series.
  ///
  /// - Throws: `DICOMError.workerMissing` or `workerFailed` when no worker runs, `CancellationError`.
  public func index(paths: [String], progress: ProgressHandler? = nil) async throws -> DICOMIndex {
    let pool = self.pool
    let outcomes = try await runBlocking { stop in
      try IndexRun(paths: paths, progress: progress).outcomes(on: pool, stop: stop)
    }
    var index = DICOMIndex()
    var building = CatalogueBuilding()
    var instances: [Instance] = []
    for (path, outcome) in zip(paths, outcomes) {
      switch outcome {
      case .images(let images): instances += images
      case .passedOver: index.notDICOMCount += 1
      case .refused(let reason, let seriesKey):
        let file = RefusedFile(path: DisplayText.safe(path, limit: 4096), reason: reason)
        index.refused.append(file)
        if let seriesKey { building.refusedOfSeries[seriesKey, default: []].append(file) }
      }
    }
    index.patients = building.patients(from: instances)
    return index
  }

  /// Decodes a series into a volume of HU, every slice copied once from the workers' memory.
  ///
  /// A slice that cannot be decoded is left out and named in the volume's warnings.
  ///
  /// - Throws: `DICOMError.notAVolume` without geometry, `noSlices`, `outOfMemory`, `workerMissing`,
  ///   `workerFailed`; `CancellationError` when the task is cancelled.
  public func load(_ series: Series, progress: ProgressHandler? = nil) async throws -> Volume {
    guard case .dicom(let instances) = series.source else {
      throw DICOMError.notAVolume(reason: "the series \(series.id) is not from DICOM files")
    }
    let load = SeriesLoad(
      stack: try ImageStack(instances), identity: series.identity, warnings: series.warnings,
      progress: progress)
    let pool = self.pool
    return try await runBlocking { stop in try load.volume(on: pool, stop: stop) }
  }
}

/// One pass over the headers of many files.
struct IndexRun: Sendable {
  let paths: [String]
  let progress: ProgressHandler?

  /// One outcome for each path, in order.
  func outcomes(on pool: WorkerPool, stop: StopFlag) throws -> [FileOutcome] {
    let results = Results(count: paths.count)
    let counter = Counter()
    try pool.runOnAllLanes(stop: stop) { lane, stop in
      try lane.run(
        next: {
          let index = counter.next()
          guard index < paths.count else { return nil }
          return LaneJob(index: index, path: paths[index]) { _ in
            .header(path: paths[index], wanted: DICOMTag.wanted, withFrames: true)
          }
        },
        isCancelled: { stop.isSet },
        done: { job, result in
          let done = results.set(job.index, outcome(of: job, result))
          if done % 64 == 0 || done == paths.count {
            progress?(LoadProgress(stage: "reading headers", completed: done, total: paths.count))
          }
        })
    }
    return results.all
  }

  private func outcome(
    of job: LaneJob, _ result: Result<(WireAnswer, UnsafeRawBufferPointer), DICOMError>
  ) -> FileOutcome {
    switch result {
    case .failure(.refused(_, let reason)): return .refused(reason: reason, seriesKey: nil)
    case .failure(let error): return .refused(reason: error.description, seriesKey: nil)
    case .success((let answer, _)):
      switch answer.status {
      case DICOM_WIRE_DONE:
        do {
          return InstanceParsing(path: job.path, header: try FileHeader(answer.payload)).outcome()
        } catch {
          return .refused(reason: error.reason, seriesKey: nil)
        }
      case DICOM_WIRE_NOT_DICOM: return .passedOver
      default: return .refused(reason: answer.reason, seriesKey: nil)
      }
    }
  }

  private final class Results: Sendable {
    private let state: Mutex<(outcomes: [FileOutcome], done: Int)>
    init(count: Int) {
      state = Mutex((Array(repeating: .passedOver, count: count), 0))
    }
    /// Returns how many are known now.
    func set(_ index: Int, _ outcome: FileOutcome) -> Int {
      state.withLock {
        $0.outcomes[index] = outcome
        $0.done += 1
        return $0.done
      }
    }
    var all: [FileOutcome] { state.withLock { $0.outcomes } }
  }
}
