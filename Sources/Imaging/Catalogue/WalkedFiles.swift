import Foundation

/// Regular files that a walk found, in the order of their names: compact, since there may be a million.
struct WalkedFiles: Sendable {
  private struct Entry {
    var folder: Int32
    var nameLength: Int32
    var nameStart: Int
    var fingerprint: FileFingerprint
  }

  private var folders: [(path: String, seed: UInt64)] = []
  private var names: [UInt8] = []
  private var entries: [Entry] = []

  var count: Int { entries.count }

  mutating func addFolder(_ path: String) -> Int {
    folders.append((path, FileKey.folder(path)))
    return folders.count - 1
  }

  mutating func add(
    folder: Int, name: UnsafeRawBufferPointer, _ fingerprint: FileFingerprint
  ) {
    entries.append(
      Entry(
        folder: Int32(folder), nameLength: Int32(name.count), nameStart: names.count,
        fingerprint: fingerprint))
    names.append(contentsOf: name)
  }

  /// Files as named, whether they are there or not.
  init(named paths: [String]) {
    for path in paths { add(path, FileFingerprint(path: path) ?? .none) }
  }

  init() {}

  mutating func add(_ path: String, _ fingerprint: FileFingerprint) {
    let slash = path.lastIndex(of: "/")
    let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ""
    if folders.last?.path != parent { _ = addFolder(parent) }
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    Array(name.utf8).withUnsafeBytes {
      add(folder: folders.count - 1, name: $0, fingerprint)
    }
  }

  func fingerprint(_ index: Int) -> FileFingerprint { entries[index].fingerprint }

  func path(_ index: Int) -> String {
    let entry = entries[index]
    let folder = folders[Int(entry.folder)].path
    let name = String(
      decoding: names[entry.nameStart..<entry.nameStart + Int(entry.nameLength)], as: UTF8.self)
    // The current folder's files are named as the user sees them.
    return folder.isEmpty ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }

  /// Bytes of the path, about.
  func pathLength(_ index: Int) -> Int {
    folders[Int(entries[index].folder)].path.utf8.count + Int(entries[index].nameLength) + 1
  }

  /// Tells this file at this time from all others.
  func key(_ index: Int) -> UInt64 {
    let entry = entries[index]
    return names.withUnsafeBytes { all in
      FileKey.of(
        path: UnsafeRawBufferPointer(
          rebasing: all[entry.nameStart..<entry.nameStart + Int(entry.nameLength)]),
        folder: folders[Int(entry.folder)].seed, entry.fingerprint)
    }
  }

  /// Whether the name ends so, small and capital letters alike.
  func hasSuffix(_ suffix: StaticString, _ index: Int) -> Bool {
    let entry = entries[index]
    let length = suffix.utf8CodeUnitCount
    guard Int(entry.nameLength) >= length else { return false }
    let end = entry.nameStart + Int(entry.nameLength)
    return (0..<length).allSatisfy { names[end - length + $0] | 0x20 == suffix.utf8Start[$0] }
  }

  /// Leaves out all that `isWanted` does not take.
  mutating func keep(_ isWanted: (Int) -> Bool) {
    entries = entries.indices.filter(isWanted).map { entries[$0] }
  }
}
