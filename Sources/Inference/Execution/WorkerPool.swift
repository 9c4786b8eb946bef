import Foundation
import Synchronization

/// A fixed set of threads that share loops. The caller is one of them.
///
/// Tasks are handed out one by one, so the slowest thread does not hold the others up; what a task
/// computes does not depend on who computes it, so results are the same for any number of threads.
final class WorkerPool: Sendable {
  /// Threads, the caller included.
  let count: Int
  private let shared: Shared

  init(threads: Int) {
    count = max(1, threads)
    shared = Shared()
    for worker in 1..<max(count, 1) {
      // The threads hold the shared part alone, so that dropping the pool ends them.
      let shared = shared
      let thread = Thread { shared.serve(worker) }
      thread.name = "inference-\(worker)"
      // OpenBLAS keeps part of a product on the stack.
      thread.stackSize = 2 << 20
      thread.start()
    }
  }

  deinit { shared.stop() }

  /// Calls `body(task, worker)` for every task in `0..<tasks` and returns when all are done.
  ///
  /// When the threads are busy with another caller's loop, the caller does its own alone.
  /// - Returns: false when `isCancelled` answered true before the last task began.
  func run(
    _ tasks: Int, unless isCancelled: (@Sendable () -> Bool)?,
    _ body: (_ task: Int, _ worker: Int) -> Void
  ) -> Bool {
    guard tasks > 0 else { return isCancelled?() != true }
    guard count > 1, tasks > 1, shared.claim() else {
      for task in 0..<tasks {
        if isCancelled?() == true { return false }
        body(task, 0)
      }
      return true
    }
    defer { shared.release() }
    return withoutActuallyEscaping(body) { body in
      let job = Job(tasks: tasks, helpers: count - 1, isCancelled: isCancelled, body: body)
      shared.offer(job)
      job.work(as: 0)
      job.waitForHelpers()
      return !job.wasCancelled.load(ordering: .relaxed)
    }
  }

  /// One loop.
  ///
  /// Unchecked: `body` writes through pointers that the compiler cannot follow; its contract is that
  /// tasks write to different places, and `waitForHelpers` orders all of them before the caller.
  private final class Job: @unchecked Sendable {
    private let tasks: Int
    private let isCancelled: (@Sendable () -> Bool)?
    private var body: ((Int, Int) -> Void)?
    private let next = Atomic<Int>(0)
    private let busyHelpers: Atomic<Int>
    let wasCancelled = Atomic<Bool>(false)

    init(
      tasks: Int, helpers: Int, isCancelled: (@Sendable () -> Bool)?,
      body: @escaping (Int, Int) -> Void
    ) {
      self.tasks = tasks
      self.isCancelled = isCancelled
      self.body = body
      busyHelpers = Atomic(helpers)
    }

    func work(as worker: Int) {
      while true {
        let task = next.add(1, ordering: .relaxed).oldValue
        guard task < tasks else { return }
        if isCancelled?() == true {
          wasCancelled.store(true, ordering: .relaxed)
          return
        }
        body?(task, worker)
      }
    }

    func finishHelping() { busyHelpers.subtract(1, ordering: .releasing) }

    func waitForHelpers() {
      var spins = 0
      while busyHelpers.load(ordering: .acquiring) > 0 {
        spins += 1
        // A helper may have lost its core to another program: give it this one.
        if spins > 2000 { sched_yield() }
      }
      // The closure must not outlive the call, and the threads still know this object.
      body = nil
    }
  }

  /// What the threads look at. Unchecked: `job` and `stopped` are guarded by `condition`.
  private final class Shared: @unchecked Sendable {
    private let condition = NSCondition()
    private var job: Job?
    private var stopped = false
    private let generation = Atomic<Int>(0)
    private let isClaimed = Atomic<Bool>(false)

    func claim() -> Bool {
      isClaimed.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    }

    func release() { isClaimed.store(false, ordering: .releasing) }

    func offer(_ job: Job) {
      condition.lock()
      self.job = job
      generation.add(1, ordering: .releasing)
      condition.broadcast()
      condition.unlock()
    }

    func stop() {
      condition.lock()
      stopped = true
      generation.add(1, ordering: .releasing)
      condition.broadcast()
      condition.unlock()
    }

    func serve(_ worker: Int) {
      ThreadPriority.apply()
      var seen = 0
      while true {
        // The next node's loop usually follows within microseconds: cheaper to look than to sleep.
        var spins = 0
        while generation.load(ordering: .acquiring) == seen, spins < 4000 { spins += 1 }
        condition.lock()
        while generation.load(ordering: .relaxed) == seen { condition.wait() }
        seen = generation.load(ordering: .relaxed)
        let next = stopped ? nil : job
        condition.unlock()
        guard let next else { return }
        next.work(as: worker)
        next.finishHelping()
      }
    }
  }
}
