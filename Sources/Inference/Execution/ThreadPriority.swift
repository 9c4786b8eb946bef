import Foundation
import Synchronization

/// Whether threads that compute give way to threads that somebody waits for.
public enum ThreadPriority {
  private static let isModest = Atomic<Bool>(false)
  /// Source: sched(7); the weight of nice 10 is about a tenth of nice 0's.
  private static let niceness: Int32 = 10

  /// Threads that begin to compute from now on give way: in a program that draws beside them.
  public static func makeModest() { isModest.store(true, ordering: .relaxed) }

  /// Called by a thread that computes and does nothing else, for there is no way back.
  public static func apply() {
    guard isModest.load(ordering: .relaxed) else { return }
    // On Linux process 0 is the calling thread alone. Not to be had is no harm.
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
  }
}
