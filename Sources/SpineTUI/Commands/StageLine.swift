import Foundation
import Imaging
import Synchronization

/// Progress of one study on stderr when that is a terminal: "name: naming the levels 40 %".
final class StageLine: Sendable {
  private let name: String
  private let isShown = isatty(STDERR_FILENO) != 0
  private let last = Mutex("")

  init(name: String) { self.name = name }

  func show(_ progress: LoadProgress) {
    guard isShown else { return }
    let text = "\(name): \(progress.stage) \(Int(progress.fraction * 100)) %"
    last.withLock { last in
      guard text != last else { return }
      last = text
      FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
  }

  func finish() {
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
