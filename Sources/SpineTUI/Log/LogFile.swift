import Foundation
import Imaging
import Logging
import Synchronization

/// The log in `$XDG_STATE_HOME/spinetui/log`: what was loaded, which worker died, what was refused.
///
/// It names nobody: series stand in it as hashes, and no text from a file is ever written. Where it
/// cannot be written the program goes on without it.
final class LogFile: Sendable {
  /// A longer log becomes `log.1`, so that both together stay below twice this.
  static let limit = 1 << 20

  private struct Place {
    var descriptor: Int32 = -1
    var length = 0
  }

  private let path: String
  private let limit: Int
  private let place = Mutex(Place())

  /// - Parameter path: where it lies; its folder is there.
  init(path: String, limit: Int = LogFile.limit) {
    self.path = path
    self.limit = limit
  }

  /// Adds a line as one write, so that several programs may share the file.
  func write(_ line: String) {
    place.withLock { place in
      if place.descriptor < 0 || place.length > limit { open(&place) }
      guard place.descriptor >= 0 else { return }
      let bytes = Array((line + "\n").utf8)
      let count = Foundation.write(place.descriptor, bytes, bytes.count)
      place.length += max(0, count)
    }
  }

  private func open(_ place: inout Place) {
    if place.descriptor >= 0 { close(place.descriptor) }
    place = Place()
    // A link could lead the lines anywhere; a pipe would hold the program up.
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    for _ in 0..<2 {
      let descriptor = Foundation.open(path, flags, 0o600)
      var status = stat()
      guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG
      else {
        if descriptor >= 0 { close(descriptor) }
        return
      }
      if status.st_size > limit {
        close(descriptor)
        guard rename(path, path + ".1") == 0 else { return }
        continue
      }
      // One that is older than this rule, or was laid there by hand.
      if status.st_mode & 0o077 != 0 { fchmod(descriptor, 0o600) }
      place = Place(descriptor: descriptor, length: Int(status.st_size))
      return
    }
  }

  deinit { place.withLock { if $0.descriptor >= 0 { close($0.descriptor) } } }
}

/// Hands what is logged to the file.
struct LogFileHandler: LogHandler {
  let file: LogFile
  let label: String
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    let details = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let time = Date.now.ISO8601Format()
    file.write(
      "\(time) \(getpid()) \(event.level) \(label): "
        + DisplayText.safe("\(event.message)\(details)"))
  }
}
