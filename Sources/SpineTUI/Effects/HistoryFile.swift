import Foundation
import Imaging

/// The typed commands of all sessions: `$XDG_STATE_HOME/spinetui/history`, a line each, 0600.
enum HistoryFile {
  /// Longer histories are cut to their end when they are read.
  private static let longestBytes = 65_536

  /// Where it is kept.
  static var standardPath: String { UserDirectory.state.path("history") }

  /// Oldest first; empty where there is none, or none that can be read.
  static func read(from path: String = standardPath) -> [String] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    return String(decoding: data.suffix(longestBytes), as: UTF8.self)
      .split(separator: "\n").map { PastedText.cleaned(String($0)) }.filter { !$0.isEmpty }
  }

  /// Adds a line. Sessions side by side add to the same file, each line in one write.
  ///
  /// - Returns: false when it could not be kept; nothing depends on it.
  @discardableResult
  static func append(_ text: String, to path: String = standardPath) -> Bool {
    let folder = (path as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    shorten(path)
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let line = Array((text + "\n").utf8)
    return write(descriptor, line, line.count) == line.count
  }

  private static func shorten(_ path: String) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let size = attributes?[.size] as? Int, size > 2 * longestBytes else { return }
    let lines = CommandHistory(read(from: path)).entries.joined(separator: "\n") + "\n"
    try? AtomicFile.write(Array(lines.utf8), to: path)
  }
}
