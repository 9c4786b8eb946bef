import Dispatch
import Synchronization

/// Calls `body` for 0 ..< `count` on at most `threads` threads and waits for all.
///
/// Each number is handled once, by one thread, so results do not depend on `threads`. The first
/// error stops the rest and is thrown.
func concurrently(
  count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws -> Void
) throws {
  guard threads > 1, count > 1 else {
    for n in 0..<count { try body(n) }
    return
  }
  let next = Atomic<Int>(0)
  let failure = Mutex<(any Error)?>(nil)
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let n = next.add(1, ordering: .relaxed).oldValue
      guard n < count, failure.withLock({ $0 == nil }) else { return }
      do { try body(n) } catch { failure.withLock { if $0 == nil { $0 = error } } }
    }
  }
  if let error = failure.withLock({ $0 }) { throw error }
}
