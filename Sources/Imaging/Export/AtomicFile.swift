import Foundation

/// A file that appears under its name only when it is whole: written beside it, synced, renamed.
///
/// Readable by its owner alone (0600). A link of that name is replaced, never followed. What is
/// not committed is removed.
public final class AtomicFile {
  private let path: String
  private let temporaryPath: String
  private let descriptor: Int32
  private var written = 0
  private var isCommitted = false

  public init(path: String) throws(ExportError) {
    self.path = path
    let folder = (path as NSString).deletingLastPathComponent
    // mkstemp makes the file with O_EXCL and 0600.
    var template = [CChar]((folder.isEmpty ? "." : folder).utf8CString.dropLast())
    template += [CChar]("/.spinetui-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, code: errno) }
    temporaryPath = String(
      decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    close(descriptor)
    if !isCommitted { unlink(temporaryPath) }
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(ExportError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .cannotWrite(path: path, code: count < 0 ? errno : ENOSPC) }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      written += count
    }
  }

  public func write(_ bytes: [UInt8]) throws(ExportError) {
    let result = bytes.withUnsafeBytes { raw in
      Result { () throws(ExportError) in try write(raw) }
    }
    try result.get()
  }

  /// Puts the file under its name; after this returns it survives a power cut.
  public func commit() throws(ExportError) {
    var status = stat()
    guard fsync(descriptor) == 0, fstat(descriptor, &status) == 0 else {
      throw .cannotWrite(path: path, code: errno)
    }
    guard Int(status.st_size) == written else { throw .cannotWrite(path: path, code: EIO) }
    guard rename(temporaryPath, path) == 0 else { throw .cannotWrite(path: path, code: errno) }
    isCommitted = true
    let folder = (path as NSString).deletingLastPathComponent
    let directory = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY)
    guard directory >= 0 else { return }
    // The file is whole; a file system that cannot sync folders (some network ones) is no failure.
    _ = fsync(directory)
    close(directory)
  }

  /// Writes `bytes` as one file.
  public static func write(_ bytes: [UInt8], to path: String) throws(ExportError) {
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
  }
}
