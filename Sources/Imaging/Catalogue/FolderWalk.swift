import Foundation

/// Finds the files below the paths that a user named, without following what a folder may hold of traps:
/// links, FIFOs, devices, loops.
struct FolderWalk {
  /// Folders inside folders, at most. Source: deeper than any PACS export seen; stops a mount loop.
  static let maximumDepth = 32
  /// Entries looked at, at most; RSNA-2022 has 711,601 images.
  static let maximumEntries = 2_000_000

  /// Regular files, in the order of their names.
  private(set) var files: [String] = []
  private(set) var refused: [RefusedFile] = []
  /// Links, FIFOs, sockets and devices passed over.
  private(set) var skippedCount = 0
  private var entryCount = 0
  private var seen: Set<String> = []

  /// - Throws: `CatalogueError.noSuchPath` for a named path that is not there or not permitted.
  ///
  /// A link that the user names is followed; one inside a folder is not.
  mutating func add(_ named: String) throws {
    // "study/" and "study" are one folder.
    var path = named
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw CatalogueError.cannotOpen(path: DisplayText.safe(path), errno: errno)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: append(path)
    case S_IFDIR: try descend(path, depth: 0)
    default: throw CatalogueError.notAFile(path: DisplayText.safe(path))
    }
  }

  /// Each file once, however often and through however many folders it was named.
  private mutating func append(_ path: String) {
    if seen.insert(path).inserted { files.append(path) }
  }

  private mutating func descend(_ folder: String, depth: Int) throws {
    try Task.checkCancellation()
    guard depth <= Self.maximumDepth else {
      refused.append(
        RefusedFile(
          path: DisplayText.safe(folder), reason: "deeper than \(Self.maximumDepth) folders"))
      return
    }
    guard let handle = opendir(folder) else {
      let reason = String(cString: strerror(errno))
      if depth == 0 {
        throw CatalogueError.cannotOpen(path: DisplayText.safe(folder), errno: errno)
      }
      refused.append(RefusedFile(path: DisplayText.safe(folder), reason: reason))
      return
    }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
      guard entryCount + names.count <= Self.maximumEntries else {
        throw CatalogueError.tooManyEntries(limit: Self.maximumEntries)
      }
    }
    entryCount += names.count
    for name in names.sorted() {
      let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
      var status = stat()
      // A name that is no UTF-8 cannot be opened under its repaired spelling, and must not vanish.
      guard lstat(path, &status) == 0 else {
        refused.append(
          RefusedFile(path: DisplayText.safe(path), reason: String(cString: strerror(errno))))
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG: append(path)
      case S_IFDIR: try descend(path, depth: depth + 1)
      default: skippedCount += 1
      }
    }
  }
}

/// Why nothing could be catalogued.
public enum CatalogueError: Error, Sendable, Equatable, CustomStringConvertible {
  case cannotOpen(path: String, errno: Int32)
  case notAFile(path: String)
  case tooManyEntries(limit: Int)
  /// The series is made by the application, which has not made it yet.
  case notMadeYet(id: String)

  public var description: String {
    switch self {
    case .cannotOpen(let path, let code): "\(path): \(String(cString: strerror(code)))"
    case .notAFile(let path): "\(path) is neither a file nor a folder"
    case .tooManyEntries(let limit): "more than \(limit) files: name a smaller folder"
    case .notMadeYet(let id):
      "the built-in study \(id) has not been made yet: open it in the viewer"
    }
  }
}
