import Foundation

/// Finds the files below the paths that a user named, without following what a folder may hold of traps:
/// links, FIFOs, devices, loops.
struct FolderWalk {
  /// Folders inside folders, at most. Source: deeper than any PACS export seen; stops a mount loop.
  static let maximumDepth = 32
  /// Entries looked at, at most; RSNA-2022 has 711,601 images.
  static let maximumEntries = 2_000_000

  /// Regular files, in the order of their names.
  private(set) var found = WalkedFiles()
  private(set) var refused: [RefusedFile] = []
  /// Links, FIFOs, sockets and devices passed over.
  private(set) var skippedCount = 0
  private var entryCount = 0
  /// Paths found so far; kept only where several were named, which may overlap.
  private var seen: Set<String>?
  /// Asked now and then, with the number of files found so far.
  var checkpoint: ((Int) throws -> Void)?

  /// Paths of what was found.
  var files: [String] { (0..<found.count).map(found.path) }

  /// - Throws: `CatalogueError.cannotOpen` for a named path that is not there or not permitted, `notAFile`.
  ///
  /// A link that the user names is followed; one inside a folder is not.
  mutating func add(_ named: String) throws {
    if found.count > 0, seen == nil { seen = Set(files) }
    // "study/" and "study" are one folder.
    var path = named
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw CatalogueError.cannotOpen(path: DisplayText.safe(path), errno: errno)
    }
    let start = found.count
    switch status.st_mode & S_IFMT {
    case S_IFREG: found.add(path, FileFingerprint(status))
    case S_IFDIR:
      let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw CatalogueError.cannotOpen(path: DisplayText.safe(path), errno: errno)
      }
      try descend(descriptor, path, depth: 0)
    default: throw CatalogueError.notAFile(path: DisplayText.safe(path))
    }
    leaveOutRepeated(from: start)
  }

  /// Each file once, however often and through however many folders it was named.
  private mutating func leaveOutRepeated(from start: Int) {
    guard var seen else { return }
    let all = found
    found.keep { $0 < start || seen.insert(all.path($0)).inserted }
    self.seen = seen
  }

  /// - Parameter descriptor: the open folder; closed here.
  private mutating func descend(_ descriptor: Int32, _ path: String, depth: Int) throws {
    try checkpoint?(found.count)
    guard let handle = fdopendir(descriptor) else {
      let code = errno
      close(descriptor)
      return refuse(path, String(cString: strerror(code)))
    }
    defer { closedir(handle) }
    var names = FolderNames()
    while true {
      errno = 0
      guard let entry = readdir(handle) else {
        // What was listed so far is shown, and that it is not all is said.
        if errno != 0 { refuse(path, "it was not listed to its end: \(String(cString: strerror(errno)))") }
        break
      }
      names.append(entry)
      guard entryCount + names.count <= Self.maximumEntries else {
        throw CatalogueError.tooManyEntries(limit: Self.maximumEntries)
      }
    }
    entryCount += names.count
    names.sort()
    var folder: Int?
    for index in 0..<names.count {
      let isKnownFolder = names.kind(index) == DT_DIR
      var status = stat()
      let code = names.withName(index) { name in
        isKnownFolder || fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : errno
      }
      guard let name = names.text(index) else {
        // It could not be opened under its repaired spelling, and must not vanish.
        refuse("\(path)/\(names.repairedText(index))", "its name is not in UTF-8: rename it")
        continue
      }
      guard code == 0 else {
        refuse("\(path)/\(name)", String(cString: strerror(code)))
        continue
      }
      if isKnownFolder || status.st_mode & S_IFMT == S_IFDIR {
        let inner = path == "/" ? "/\(name)" : "\(path)/\(name)"
        try enter(descriptor, name, inner, depth: depth + 1)
      } else if status.st_mode & S_IFMT == S_IFREG {
        let place = folder ?? found.addFolder(path)
        folder = place
        names.withBytes(index) { found.add(folder: place, name: $0, FileFingerprint(status)) }
        if found.count % 4096 == 0 { try checkpoint?(found.count) }
      } else {
        skippedCount += 1
      }
    }
  }

  private mutating func enter(
    _ parent: Int32, _ name: String, _ path: String, depth: Int
  ) throws {
    guard depth <= Self.maximumDepth else {
      return refuse(path, "deeper than \(Self.maximumDepth) folders")
    }
    let descriptor = openat(
      parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return refuse(path, String(cString: strerror(errno))) }
    try descend(descriptor, path, depth: depth)
  }

  private mutating func refuse(_ path: String, _ reason: String) {
    refused.append(RefusedFile(path: DisplayText.safe(path, limit: 4096), reason: reason))
  }
}

/// The names in one folder, in one piece of memory.
private struct FolderNames {
  private var bytes: [UInt8] = []
  private var entries: [(start: Int, length: Int, kind: UInt8)] = []

  var count: Int { entries.count }

  mutating func append(_ entry: UnsafeMutablePointer<dirent>) {
    withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: UInt8.self, capacity: 256) { name in
        let length = strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
        if name[0] == 0x2E, length == 1 || (length == 2 && name[1] == 0x2E) { return }
        entries.append((bytes.count, length, entry.pointee.d_type))
        // With its end, so that it can be handed to the system.
        bytes.append(contentsOf: UnsafeBufferPointer(start: name, count: length + 1))
      }
    }
  }

  mutating func sort() {
    bytes.withUnsafeBytes { all in
      entries.sort { a, b in
        let order = memcmp(
          all.baseAddress! + a.start, all.baseAddress! + b.start, min(a.length, b.length))
        return order == 0 ? a.length < b.length : order < 0
      }
    }
  }

  func kind(_ index: Int) -> UInt8 { entries[index].kind }

  func withName<R>(_ index: Int, _ body: (UnsafePointer<CChar>) -> R) -> R {
    bytes.withUnsafeBytes {
      body(($0.baseAddress! + entries[index].start).assumingMemoryBound(to: CChar.self))
    }
  }

  func withBytes<R>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
    let entry = entries[index]
    return bytes.withUnsafeBytes {
      body(UnsafeRawBufferPointer(rebasing: $0[entry.start..<entry.start + entry.length]))
    }
  }

  /// Nil where it is no UTF-8.
  func text(_ index: Int) -> String? {
    let entry = entries[index]
    return String(validating: bytes[entry.start..<entry.start + entry.length], as: UTF8.self)
  }

  func repairedText(_ index: Int) -> String {
    let entry = entries[index]
    return String(decoding: bytes[entry.start..<entry.start + entry.length], as: UTF8.self)
  }
}

/// Why nothing could be catalogued.
public enum CatalogueError: Error, Sendable, Equatable, CustomStringConvertible {
  case cannotOpen(path: String, errno: Int32)
  case notAFile(path: String)
  case tooManyEntries(limit: Int)
  /// The series is made by the application, which has not made it yet.
  case notMadeYet(id: String)
  /// A file is not what it was when the list was made.
  case changed(path: String)
  /// What the list was made from is no longer kept.
  case outdated(reason: String)

  public var description: String {
    switch self {
    case .cannotOpen(let path, let code): "\(path): \(String(cString: strerror(code)))"
    case .notAFile(let path): "\(path) is neither a file nor a folder"
    case .tooManyEntries(let limit): "more than \(limit) files: name a smaller folder"
    case .notMadeYet(let id):
      "the built-in study \(id) has not been made yet: open it in the viewer"
    case .changed(let path): "\(path) has changed since the list was made"
    case .outdated(let reason): "the list is out of date: \(reason)"
    }
  }

  /// True where looking through the files once more will help.
  public var asksForRescan: Bool {
    switch self {
    case .changed, .outdated: true
    default: false
    }
  }
}
