import Foundation
import Inference

/// Runs an actor on a thread of its own, so that minutes of arithmetic never hold a thread of the
/// cooperative pool, and give way where somebody draws beside them.
final class SerialQueueExecutor: SerialExecutor {
  private let shared = Shared()

  init(label: String) {
    // The thread holds the shared part alone, so that dropping the executor ends it.
    let shared = shared
    let thread = Thread {
      ThreadPriority.apply()
      while let job = shared.next() { job() }
    }
    thread.name = label
    // OpenBLAS keeps part of a product on the stack.
    thread.stackSize = 8 << 20
    thread.start()
  }

  deinit { shared.stop() }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // The job holds its actor, and with it this executor.
    shared.add { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Unchecked: everything is guarded by `condition`.
  private final class Shared: @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [() -> Void] = []
    private var isStopped = false

    func add(_ job: @escaping () -> Void) {
      condition.lock()
      jobs.append(job)
      condition.signal()
      condition.unlock()
    }

    func stop() {
      condition.lock()
      isStopped = true
      condition.signal()
      condition.unlock()
    }

    /// Waits for a job; nil when there will be none.
    func next() -> (() -> Void)? {
      condition.lock()
      defer { condition.unlock() }
      while jobs.isEmpty, !isStopped { condition.wait() }
      return jobs.isEmpty ? nil : jobs.removeFirst()
    }
  }
}
