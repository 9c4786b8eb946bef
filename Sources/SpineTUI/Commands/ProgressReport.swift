import Foundation
import Imaging
import Synchronization

/// Progress of a command on stderr: one line, rewritten ten times a second, only when stderr is a
/// terminal and the work takes longer than a blink.
final class ProgressReport: Sendable {
  private struct Drawn {
    var last = ContinuousClock.now
    var width = 0
  }

  private static let interval = Duration.milliseconds(100)
  private let drawn = Mutex(Drawn())
  private let isTerminal = isatty(STDERR_FILENO) == 1

  /// What long work calls; nil when nobody would see it.
  var handler: ProgressHandler? {
    guard isTerminal else { return nil }
    return { [self] in show($0) }
  }

  private func show(_ progress: LoadProgress) {
    drawn.withLock { drawn in
      let now = ContinuousClock.now
      guard now - drawn.last >= Self.interval else { return }
      let bar = 24
      let filled = Int((progress.fraction * Double(bar)).rounded())
      let line =
        "\(progress.stage) [" + String(repeating: "#", count: filled)
        + String(repeating: ".", count: bar - filled) + "] \(progress.completed)"
        + (progress.total > 0 ? "/\(progress.total)" : "")
      write("\r" + line + String(repeating: " ", count: max(0, drawn.width - line.count)))
      drawn = Drawn(last: now, width: line.count)
    }
  }

  /// Clears the line.
  func finish() {
    drawn.withLock { drawn in
      if drawn.width > 0 { write("\r" + String(repeating: " ", count: drawn.width) + "\r") }
      drawn.width = 0
    }
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
