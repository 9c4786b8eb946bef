import Foundation
import Imaging

/// The typed commands of all sessions: `$XDG_STATE_HOME/spinetui/history`, a line each, 0600.
enum HistoryFile {
  /// Longer histories are cut to their end when they are read.
  private static let longestBytes = 65_536
  private static let queue = DispatchQueue(label: "spinetui.history", qos: .utility)

  /// Where it is kept.
  static var standardPath: String { UserDirectory.state.path("history") }

  /// Oldest first; empty where there is none, or none that can be read.
  static func read(from path: String = standardPath) -> [String] {
    guard let file = opened(path, O_RDONLY) else { return [] }
    defer { try? file.close() }
    let size = (try? file.seekToEnd()) ?? 0
    try? file.seek(toOffset: size - min(size, UInt64(longestBytes)))
    let data = (try? file.read(upToCount: longestBytes)) ?? Data()
    return String(decoding: data, as: UTF8.self)
      .split(separator: "\n").map { PastedText.cleaned(String($0)) }.filter { !$0.isEmpty }
  }

  /// Adds a line while keys go on: a home folder on a network may be slow.
  static func keep(_ text: String) { queue.async { append(text) } }

  /// Waits for the lines that are still to be kept, but no longer than anyone would.
  static func finish() {
    let written = DispatchSemaphore(value: 0)
    queue.async { written.signal() }
    _ = written.wait(timeout: .now() + 1)
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
    guard let file = opened(path, O_WRONLY | O_APPEND | O_CREAT) else { return false }
    defer { try? file.close() }
    let line = Array((text + "\n").utf8)
    return write(file.fileDescriptor, line, line.count) == line.count
  }

  /// Nil for what is no regular file: another end of a pipe might never come.
  private static func opened(_ path: String, _ flags: Int32) -> FileHandle? {
    let descriptor = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return file
  }

  private static func shorten(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size > 2 * longestBytes
    else { return }
    let lines = CommandHistory(read(from: path)).entries.joined(separator: "\n") + "\n"
    try? AtomicFile.write(Array(lines.utf8), to: path)
  }
}
