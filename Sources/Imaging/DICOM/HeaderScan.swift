import DicomWire
import Foundation
import Synchronization

/// Reads the headers of many files on all lanes, a batch in each request, and hands over what they turned
/// out to be.
struct HeaderScan: Sendable {
  let files: WalkedFiles
  /// Which of them to read.
  let wanted: [Int]
  /// Files written after this are read again next time, nanoseconds since 1970.
  let startedAt: Int64

  /// Files in one request, at most, and bytes of their paths. Ours: some milliseconds of work.
  static let largestBatch = 64
  private static let largestRequest = 32_768

  /// - Parameter take: gets each batch of records as it is done, on any lane's thread.
  func run(
    on pool: WorkerPool, stop: StopFlag, take: @escaping @Sendable ([FileRecord]) -> Void
  ) throws {
    // A handful of files is shared out one by one.
    let batch = max(1, min(Self.largestBatch, wanted.count / (4 * pool.lanes.count)))
    let queue = Queue(files: files, wanted: wanted, batch: batch)
    try pool.runOnAllLanes(stop: stop) { lane, stop in
      var parser = HeaderParser()
      try lane.run(
        next: { queue.next() },
        isCancelled: { stop.isSet },
        done: { job, result in
          switch result {
          case .success((let answer, _)) where job.count > 1:
            let (records, isWhole) = batchRecords(answer, job, &parser)
            // What the answer lacks, or got wrong, is asked for one by one.
            let rest = records.count..<job.count
            if !isWhole || !rest.isEmpty { queue.retry(rest.map { job.index + $0 }) }
            take(records)
          case .failure where job.count > 1:
            // One of them killed the worker: alone, each answers for itself.
            queue.retry((0..<job.count).map { job.index + $0 })
          default: take([record(job.index, outcome(of: job, result, &parser))])
          }
        })
    }
  }

  /// The records at the beginning of the batch that the answer tells of, and whether it makes sense.
  private func batchRecords(
    _ answer: WireAnswer, _ job: LaneJob, _ parser: inout HeaderParser
  ) -> (records: [FileRecord], isWhole: Bool) {
    guard answer.status == DICOM_WIRE_DONE else { return ([], false) }
    var records: [FileRecord] = []
    records.reserveCapacity(job.count)
    let isWhole = answer.payload.withUnsafeBytes { payload in
      var fields = WireFields(payload)
      guard let count = fields.u32(), count <= job.count else { return false }
      for n in 0..<Int(count) {
        guard let status = fields.u16(), let length = fields.u32(),
          let body = fields.bytes(Int(length))
        else { return false }
        let index = job.index + n
        let outcome = outcome(
          files.path(wanted[index]), wanted[index], status: Int32(status), body, &parser)
        records.append(record(index, outcome))
      }
      return fields.isAtEnd
    }
    return (records, isWhole)
  }

  private func record(_ index: Int, _ outcome: FileOutcome) -> FileRecord {
    Self.record(files, wanted[index], outcome, startedAt: startedAt)
  }

  static func record(
    _ files: WalkedFiles, _ file: Int, _ outcome: FileOutcome, startedAt: Int64
  ) -> FileRecord {
    let print = files.fingerprint(file)
    return FileRecord(
      path: files.path(file), fingerprint: print,
      key: print.isTooFresh(at: startedAt) ? FileKey.unknown : files.key(file), outcome: outcome)
  }

  private func outcome(
    of job: LaneJob, _ result: Result<(WireAnswer, WireSlot), DICOMError>,
    _ parser: inout HeaderParser
  ) -> FileOutcome {
    switch result {
    case .failure(.refused(_, let reason)): .refused(reason: reason, seriesKey: nil)
    case .failure(let error): .refused(reason: error.description, seriesKey: nil)
    case .success((let answer, _)):
      answer.payload.withUnsafeBytes {
        outcome(job.path, wanted[job.index], status: answer.status, $0, &parser)
      }
    }
  }

  private func outcome(
    _ path: String, _ file: Int, status: Int32, _ body: UnsafeRawBufferPointer,
    _ parser: inout HeaderParser
  ) -> FileOutcome {
    switch status {
    case DICOM_WIRE_DONE: parser.outcome(path: path, body)
    case DICOM_WIRE_NOT_DICOM: Self.outcomeOfOther(path)
    default:
      .refused(reason: WireAnswer(status: status, payload: Array(body)).reason, seriesKey: nil)
    }
  }

  /// What a file is that the DICOM worker does not know.
  static func outcomeOfOther(_ path: String) -> FileOutcome {
    switch FileKind(path: path) {
    case .nifti:
      do {
        return .nifti(try NIfTIFile(path: path).series())
      } catch {
        return .refused(reason: DisplayText.safe("\(error)"), seriesKey: nil)
      }
    case .dicom, .other: return .passedOver
    case .unreadable(let reason): return .refused(reason: reason, seriesKey: nil)
    }
  }

  /// Hands out batches in order, and first what must be asked for again.
  private final class Queue: Sendable {
    private struct Place {
      var next = 0
      var again: [Int] = []
    }
    private let files: WalkedFiles
    private let wanted: [Int]
    private let batch: Int
    private let place = Mutex(Place())

    init(files: WalkedFiles, wanted: [Int], batch: Int) {
      (self.files, self.wanted, self.batch) = (files, wanted, batch)
    }

    func retry(_ indices: [Int]) { place.withLock { $0.again = indices + $0.again } }

    func next() -> LaneJob? {
      let taken: Range<Int>? = place.withLock { place in
        if !place.again.isEmpty {
          let index = place.again.removeFirst()
          return index..<index + 1
        }
        guard place.next < wanted.count else { return nil }
        let start = place.next
        var bytes = 0
        while place.next < min(start + batch, wanted.count), bytes < HeaderScan.largestRequest {
          bytes += files.pathLength(wanted[place.next])
          place.next += 1
        }
        return start..<place.next
      }
      guard let taken else { return nil }
      let paths = taken.map { files.path(wanted[$0]) }
      return LaneJob(index: taken.lowerBound, path: paths[0], count: taken.count) { _ in
        paths.count == 1
          ? .header(path: paths[0], wanted: DICOMTag.wanted, withFrames: true)
          : .headers(paths: paths, wanted: DICOMTag.wanted, withFrames: true)
      }
    }
  }
}
