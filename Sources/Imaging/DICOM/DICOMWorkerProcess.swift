import CPlatform
import DicomWire
import Foundation

/// One running `spinetui-dicom`: requests out, answers in, pixels in shared memory.
///
/// Not thread-safe and not `Sendable`: a `WorkerLane` owns it on its queue.
final class DICOMWorkerProcess {
  /// How a worker fails one request. It is of no use afterwards.
  enum Failure: Error, Equatable {
    case died(signal: Int32, status: Int32)
    case timedOut(seconds: Double)
    case garbage(String)
    case cancelled
  }

  /// True when the worker says that its system-call filter stands.
  private(set) var isConfined = false
  /// The libraries that it reads with, in its own words.
  private(set) var software = ""
  private var worker = cplatform_worker()
  private var lastID: UInt32 = 0
  /// The requests sent and not yet answered, oldest first.
  private var awaited: [(id: UInt32, operation: Int32)] = []
  private var unsent: [UInt8] = []
  private var received: [UInt8] = []
  /// The worker's processor time when the oldest request became the one it works on.
  private var headStart: (processor: Double, clock: ContinuousClock.Instant)?

  /// Starts the executable and shakes hands with it.
  init(executable: String) throws(DICOMError) {
    guard access(executable, X_OK) == 0 else { throw .workerMissing(path: executable) }
    let bytes = Int(DICOM_WIRE_SLOTS) * Int(DICOM_WIRE_SLOT_BYTES)
    let error = cplatform_spawn_worker(executable, "read", bytes, &worker)
    guard error == 0 else { throw .workerFailed(reason: String(cString: strerror(error))) }
    do {
      send(.hello)
      // Loading the libraries on a busy machine takes its time, and no file is to blame.
      try greet(receive(within: 10) { false })
    } catch let failure as Failure {
      throw .workerFailed(reason: Self.sentence(failure))
    } catch let garbage as WireGarbage {
      throw .workerFailed(reason: garbage.reason)
    } catch {
      throw .workerFailed(reason: "\(error)")
    }
  }

  deinit {
    if worker.pid > 0 {
      var status: Int32 = 0
      cplatform_end_worker(&worker, &status)
    }
  }

  private func greet(_ answer: WireAnswer) throws {
    guard answer.status == DICOM_WIRE_DONE else { throw WireGarbage(reason: answer.reason) }
    var reader = WireReader(answer.payload)
    let version = try reader.integer(UInt32.self)
    let slots = try reader.integer(UInt32.self)
    let slotBytes = try reader.integer(UInt64.self)
    let flags = try reader.integer(UInt32.self)
    software = try reader.text()
    try reader.expectEnd()
    guard version == DICOM_WIRE_VERSION, slots == DICOM_WIRE_SLOTS,
      slotBytes == DICOM_WIRE_SLOT_BYTES
    else { throw WireGarbage(reason: "it speaks another version of the protocol") }
    isConfined = flags & DICOM_WIRE_FILTERED != 0
  }

  /// A slot, as the worker left it; valid until it is asked for again.
  func slot(_ number: Int) -> WireSlot {
    precondition(number >= 0 && number < DICOM_WIRE_SLOTS, "slot \(number)")
    let start = worker.memory.advanced(by: number * Int(DICOM_WIRE_SLOT_BYTES))
    return WireSlot(
      number: number,
      bytes: UnsafeRawBufferPointer(start: start, count: Int(DICOM_WIRE_SLOT_BYTES)))
  }

  /// Queues a request; `receive` sends what the pipe does not take at once.
  func send(_ request: WireRequest) {
    lastID &+= 1
    awaited.append((lastID, request.operation))
    unsent.append(contentsOf: request.message(id: lastID))
    if headStart == nil { startClock() }
    flush()
  }

  /// True while it is there and waits, with nothing asked and nothing said.
  var isIdle: Bool {
    var pipe = pollfd(fd: worker.answers, events: Int16(POLLIN), revents: 0)
    return awaited.isEmpty && received.isEmpty && poll(&pipe, 1, 0) == 0
  }

  /// Waits for the answer to the oldest request.
  ///
  /// - Parameters:
  ///   - seconds: processor time the worker may use; on the clock it may take ten times that,
  ///     since a busy machine or a slow disk is no fault of the file.
  ///   - isCancelled: asked every 50 ms.
  func receive(within seconds: Double, isCancelled: () -> Bool) throws(Failure) -> WireAnswer {
    while true {
      if let answer = try takeAnswer() {
        headStart = nil
        if !awaited.isEmpty { startClock() }
        return answer
      }
      if isCancelled() { throw .cancelled }
      if hasOverrun(seconds) { throw .timedOut(seconds: seconds) }
      try exchange()
    }
  }

  private func startClock() {
    headStart = (cplatform_processor_seconds(worker.pid), .now)
  }

  private func hasOverrun(_ seconds: Double) -> Bool {
    guard let headStart else { return false }
    let elapsed = (ContinuousClock.now - headStart.clock) / .seconds(1)
    guard elapsed > seconds else { return false }
    let used = cplatform_processor_seconds(worker.pid)
    return used < 0 || used - headStart.processor > seconds || elapsed > 10 * seconds
  }

  /// Waits up to 50 ms for the pipes and moves what they give and take.
  private func exchange() throws(Failure) {
    var pipes = [
      pollfd(fd: worker.answers, events: Int16(POLLIN), revents: 0),
      pollfd(fd: unsent.isEmpty ? -1 : worker.requests, events: Int16(POLLOUT), revents: 0),
    ]
    guard poll(&pipes, 2, 50) > 0 else { return }
    if pipes[1].revents != 0 { flush() }
    guard pipes[0].revents != 0 else { return }
    let got = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
      let count = read(worker.answers, buffer.baseAddress, buffer.count)
      if count > 0 { received.append(contentsOf: buffer[..<count]) }
      return count
    }
    if got == 0 { throw end() }
  }

  private func flush() {
    while !unsent.isEmpty {
      let written = unsent.withUnsafeBytes {
        cplatform_write_some(worker.requests, $0.baseAddress, $0.count)
      }
      // A broken pipe shows as the end of the answers.
      guard written > 0 else { return }
      unsent.removeFirst(written)
    }
  }

  /// The oldest answer, once all its bytes are here.
  private func takeAnswer() throws(Failure) -> WireAnswer? {
    guard received.count >= 12 else { return nil }
    var reader = WireReader(Array(received[..<12]))
    do throws(WireGarbage) {
      let length = Int(try reader.integer(UInt32.self))
      let operation = Int32(try reader.integer(UInt16.self))
      let status = Int32(try reader.integer(UInt16.self))
      let id = try reader.integer(UInt32.self)
      guard length <= DICOM_WIRE_MAX_ANSWER else {
        throw WireGarbage(reason: "an answer is too long")
      }
      guard let expected = awaited.first, id == expected.id, operation == expected.operation else {
        throw WireGarbage(reason: "an answer is none to what was asked")
      }
      guard received.count >= 12 + length else { return nil }
      let answer = WireAnswer(status: status, payload: Array(received[12..<12 + length]))
      received.removeFirst(12 + length)
      awaited.removeFirst()
      return answer
    } catch {
      throw .garbage(error.reason)
    }
  }

  /// Reaps the worker that closed its pipe.
  private func end() -> Failure {
    var status: Int32 = 0
    let signal = cplatform_end_worker(&worker, &status)
    worker.pid = 0
    return .died(signal: signal, status: status)
  }

  /// A failure in words.
  static func sentence(_ failure: Failure) -> String {
    switch failure {
    case .died(let signal, let status):
      signal != 0 ? "the reader died of signal \(signal)" : "the reader ended with status \(status)"
    case .timedOut(let seconds):
      "the reader gave no answer within \((seconds * 10).rounded() / 10) s of work"
    case .garbage(let reason): "the reader's answer makes no sense: \(reason)"
    case .cancelled: "cancelled"
    }
  }
}
