import DicomWire
import Foundation
import Logging
import Synchronization

private let log = Logger(label: "imaging")

/// One request for a lane and how its answer is judged.
struct LaneJob {
  /// The caller's number for it: an index into its files or slices.
  let index: Int
  let path: String
  /// How many of the caller's files, from `index` on, the request is about.
  var count = 1
  /// MB of pixels expected, which lengthens the deadline.
  var megabytes = 0.0
  /// Builds the request for the slot that the answer may use.
  let request: (_ slot: Int) -> WireRequest

  /// Seconds of work that the answer may take. Source: docs/worker-protocol.md, "Limits".
  var deadline: Double { 1.5 + 0.05 * megabytes }
}

/// One worker process and the queue on which everything with it happens.
///
/// `@unchecked Sendable` because `process` and `sent` are touched on `queue` alone.
final class WorkerLane: @unchecked Sendable {
  /// Requests sent ahead: enough that the worker never waits, few enough that two lanes end together.
  static let depth = 4

  private let executable: String
  private let queue: DispatchQueue
  private var process: DICOMWorkerProcess?
  private var sent = 0

  init(executable: String, name: String) {
    self.executable = executable
    queue = DispatchQueue(label: "spinetui.dicom.\(name)", qos: .userInitiated)
  }

  /// Starts the worker, if none runs. Whoever needs it will hear why it could not be started.
  func prepare() {
    queue.async {
      if self.process == nil { self.process = try? DICOMWorkerProcess(executable: self.executable) }
    }
  }

  /// Runs `body` on the lane's queue; the group is left when it ends.
  func async(group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
    queue.async(group: group, execute: body)
  }

  /// Takes jobs until there are none, `depth` at a time, and hands each answer to `done` in order.
  ///
  /// A worker that dies, hangs or babbles is replaced: the job it worked on fails by name and the
  /// ones sent ahead are sent again. Must run on the lane's queue.
  ///
  /// - Parameter done: gets the job, and the answer with the slot that was asked for or the failure. When it
  ///   throws a `DICOMWorkerProcess.Failure` the worker is replaced, and it gets the job again as failed.
  /// - Throws: `CancellationError`, or `DICOMError` when no worker can be started.
  func run(
    next: () -> LaneJob?, isCancelled: () -> Bool,
    done: (LaneJob, Result<(WireAnswer, WireSlot), DICOMError>) throws -> Void
  ) throws {
    // One that was killed meanwhile, by an administrator or for memory, must cost no file.
    if process?.isIdle == false { process = nil }
    var waiting: [(job: LaneJob, slot: Int)] = []
    // Whatever is thrown leaves answers in the pipe that nobody awaits.
    defer { if !waiting.isEmpty { process = nil } }
    while true {
      while waiting.count < Self.depth, let job = next() {
        waiting.append((job, try send(job)))
      }
      guard let head = waiting.first else { return }
      guard let process else { throw DICOMError.workerFailed(reason: "it is gone") }
      do {
        let answer = try process.receive(within: head.job.deadline, isCancelled: isCancelled)
        try done(head.job, .success((answer, process.slot(head.slot))))
        waiting.removeFirst()
      } catch let failure as DICOMWorkerProcess.Failure {
        if failure == .cancelled { throw CancellationError() }
        log.warning("a DICOM worker is replaced: \(DICOMWorkerProcess.sentence(failure))")
        self.process = nil
        waiting.removeFirst()
        waiting = try waiting.map { ($0.job, try send($0.job)) }
        try done(
          head.job,
          .failure(.refused(path: head.job.path, reason: DICOMWorkerProcess.sentence(failure))))
      }
    }
  }

  private func send(_ job: LaneJob) throws(DICOMError) -> Int {
    let slot = sent % Int(DICOM_WIRE_SLOTS)
    sent += 1
    let process: DICOMWorkerProcess
    if let running = self.process {
      process = running
    } else {
      process = try DICOMWorkerProcess(executable: executable)
      self.process = process
    }
    process.send(job.request(slot))
    return slot
  }
}

/// Workers side by side, each with its lane.
final class WorkerPool: Sendable {
  let lanes: [WorkerLane]

  /// - Parameter executable: the worker, as `defaultExecutable` names it.
  init(executable: String, width: Int) {
    lanes = (0..<max(1, width)).map { WorkerLane(executable: executable, name: String($0)) }
  }

  /// The worker's path: `SPINETUI_DICOM_WORKER`, or `spinetui-dicom` beside the running program.
  static var defaultExecutable: String {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["SPINETUI_DICOM_WORKER"], !path.isEmpty { return path }
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: program).deletingLastPathComponent()
      .appendingPathComponent("spinetui-dicom").path
  }

  /// Runs `body` on every lane and waits for all; the first error stops the others and is thrown.
  /// The flag that `body` gets is set then, and when `task` is.
  ///
  /// Blocks: never call it from Swift's cooperative threads.
  func runOnAllLanes(
    stop task: StopFlag, _ body: @escaping @Sendable (WorkerLane, StopFlag) throws -> Void
  ) throws {
    let stop = StopFlag(following: task)
    let group = DispatchGroup()
    let first = FirstError()
    for lane in lanes {
      lane.async(group: group) {
        do {
          try body(lane, stop)
        } catch {
          first.note(error)
          stop.set()
        }
      }
    }
    group.wait()
    if let error = first.error { throw error }
  }

  /// What a worker answers to one request about one file, or how the file is refused.
  ///
  /// - Throws: `CancellationError`, or `DICOMError` when no worker can be started.
  func answer(
    about path: String, stop: StopFlag, _ request: @escaping @Sendable () -> WireRequest
  ) throws -> Result<WireAnswer, DICOMError> {
    let counter = Counter()
    let found = Mutex<Result<WireAnswer, DICOMError>?>(nil)
    try runOnAllLanes(stop: stop) { lane, stop in
      try lane.run(
        next: { counter.next() == 0 ? LaneJob(index: 0, path: path) { _ in request() } : nil },
        isCancelled: { stop.isSet },
        done: { _, result in found.withLock { $0 = result.map(\.0) } })
    }
    guard let result = found.withLock({ $0 }) else { throw CancellationError() }
    return result
  }

  private final class FirstError: Sendable {
    private let noted = Mutex<(any Error)?>(nil)
    var error: (any Error)? { noted.withLock { $0 } }
    func note(_ error: any Error) { noted.withLock { if $0 == nil { $0 = error } } }
  }
}

/// Set once, from any thread: "stop what you are doing".
final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)
  private let leader: StopFlag?

  /// - Parameter leader: when it is set, so is this one.
  init(following leader: StopFlag? = nil) { self.leader = leader }

  var isSet: Bool { flag.load(ordering: .acquiring) || leader?.isSet == true }
  func set() { flag.store(true, ordering: .releasing) }
}

/// Hands out 0, 1, 2 … to whoever asks.
final class Counter: Sendable {
  private let value = Atomic<Int>(0)
  func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}

/// Runs blocking work off the cooperative threads; cancelling the task sets the flag it is given.
func runBlocking<R: Sendable>(
  _ body: @escaping @Sendable (StopFlag) throws -> R
) async throws -> R {
  let stop = StopFlag()
  return try await withTaskCancellationHandler {
    try await withCheckedThrowingContinuation { continuation in
      // A queue of its own gets a thread of its own: the global ones share as many as there are
      // cores, and waiting for lanes would use them up.
      DispatchQueue(label: "spinetui.dicom.run", qos: .userInitiated).async {
        continuation.resume(with: Result { try body(stop) })
      }
    }
  } onCancel: {
    stop.set()
  }
}
