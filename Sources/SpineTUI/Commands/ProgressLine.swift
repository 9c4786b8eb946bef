import Foundation
import Synchronization

/// A progress line on stderr when that is a terminal; silence otherwise.
final class ProgressLine: Sendable {
  private let label: String
  private let total: Int
  private let done = Mutex(0)
  private let isShown = isatty(STDERR_FILENO) != 0

  init(label: String, total: Int) {
    self.label = label
    self.total = total
  }

  func advance() {
    done.withLock {
      $0 += 1; show($0)
    }
  }

  func finish() {
    guard isShown else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }

  private func show(_ count: Int) {
    guard isShown else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(label) \(count)/\(total)".utf8))
  }
}
