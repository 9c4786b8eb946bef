import Imaging
import Synchronization

/// Progress of a command that counts equal pieces of work.
final class ProgressLine: Sendable {
  private let report = ProgressReport()
  private let label: String
  private let total: Int
  private let done = Mutex(0)

  init(label: String, total: Int) {
    self.label = label
    self.total = total
  }

  /// One more piece is done.
  func advance() {
    done.withLock { done in
      done += 1
      report.handler?(LoadProgress(stage: label, completed: done, total: total))
    }
  }

  func finish() { report.finish() }
}
