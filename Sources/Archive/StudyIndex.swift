import Foundation
import GRDB
import Imaging

/// The study index: what every file said when it was last read, so that a start reads none of them again
/// that has not changed. It holds names, and is its user's alone.
///
/// Nothing depends on it: whatever is wrong with it costs a scan.
public final class StudyIndex: Sendable {
  /// "STUI": tells our databases from others. Source: sqlite.org/pragma.html, application_id.
  static let applicationID: Int32 = 0x5354_5549
  /// Of the tables below; another version's are made anew.
  static let schemaVersion = 2
  /// Folders that nobody has opened for so long are forgotten.
  private static let keptDays = 365

  public let path: String
  /// What the user should know about the opening: an unusable file that was set aside.
  public let notice: String?
  let database: DatabaseQueue
  /// The file that was opened: another program may since have put a sound one in its place.
  private let opened: FileFingerprint?

  /// Opens the index, or makes a new one.
  ///
  /// - Parameter path: `index.sqlite` in a folder that is the program's own.
  /// - Throws: `ArchiveError.notUsable`, `notPrivate`.
  public init(path: String) throws(ArchiveError) {
    self.path = path
    try PrivateFile.prepareFolder((path as NSString).deletingLastPathComponent)
    try PrivateFile.prepareFile(path)
    do {
      database = try Self.open(path)
      notice = nil
    } catch let failure where Self.isNoIndex(failure) {
      let reason = "\(path) is damaged or no study index"
      let name = try Self.setAside(path, reason: reason)
      try PrivateFile.prepareFile(path)
      do {
        database = try Self.open(path)
      } catch {
        throw .notUsable(path: path, reason: Self.sentence(error))
      }
      notice = ArchiveError.setAside(as: name, reason: reason).description
    } catch {
      throw .notUsable(path: path, reason: Self.sentence(error))
    }
    opened = FileFingerprint(path: path)
  }

  /// What is known of `paths`, named together.
  ///
  /// - Parameters:
  ///   - paths: absolute, links resolved.
  ///   - reader: names the rules by which headers are read; what others read is forgotten.
  /// - Throws: `ArchiveError`.
  public func collection(
    of paths: [String], reader: String
  ) throws -> IndexedCollection {
    let name = Self.name(of: paths)
    let now = Int64(Date().timeIntervalSince1970)
    let id = try guarded {
      try database.write { db in
        try db.execute(
          sql: "DELETE FROM collection WHERE used_at < ?",
          arguments: [now - Int64(Self.keptDays) * 86_400])
        try db.execute(
          sql: "DELETE FROM collection WHERE paths = ? AND reader <> ?", arguments: [name, reader])
        try db.execute(
          sql: """
            INSERT INTO collection (paths, reader, used_at) VALUES (?, ?, ?)
            ON CONFLICT (paths) DO UPDATE SET used_at = excluded.used_at
            """, arguments: [name, reader, now])
        return try Int64.fetchOne(
          db, sql: "SELECT id FROM collection WHERE paths = ?", arguments: [name])
      }
    }
    guard let id else { throw ArchiveError.notUsable(path: path, reason: "it forgets") }
    return IndexedCollection(index: self, id: id)
  }

  /// What turns out to be damaged is set aside, so that the next start makes it anew.
  func guarded<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let error as DatabaseError {
      guard Self.isNoIndex(error) else {
        throw ArchiveError.notUsable(path: path, reason: Self.sentence(error))
      }
      let reason = "\(path) is damaged"
      guard let opened, FileFingerprint(path: path)?.inode == opened.inode else {
        throw ArchiveError.notUsable(path: path, reason: "it has been replaced meanwhile")
      }
      throw ArchiveError.setAside(as: try Self.setAside(path, reason: reason), reason: reason)
    }
  }

  /// The paths as one text, whatever characters are in them.
  private static func name(of paths: [String]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(Set(paths).sorted())).map { String(decoding: $0, as: UTF8.self) }
      ?? ""
  }

  static func paths(in name: String) -> [String] {
    (try? JSONDecoder().decode([String].self, from: Data(name.utf8))) ?? []
  }

  // MARK: Opening

  private static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.foreignKeysEnabled = true
    configuration.label = "spinetui.index"
    // A file shared between machines keeps the old journal, which needs locks only.
    configuration.journalMode = PrivateFile.isShared(path) ? .default : .wal
    configuration.prepareDatabase { db in
      // A crash of the machine may cost the last scan, never the file.
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    let database = try DatabaseQueue(path: path, configuration: configuration)
    try database.write(prepare)
    return database
  }

  private static func prepare(_ db: Database) throws {
    let owner = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let tables =
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'") ?? 0
    guard owner == applicationID || tables == 0 else { throw NotOurs() }
    guard owner != applicationID || version != schemaVersion else { return }
    for table in ["group_record", "file_group", "collection"] {
      try db.execute(sql: "DROP TABLE IF EXISTS \(table)")
    }
    try db.execute(sql: schema)
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    try db.execute(sql: "PRAGMA user_version = \(schemaVersion)")
  }

  /// A row for each list of paths that was ever opened; one for each series key in it; and apart from
  /// these, since the list needs them not, the records of its files. Ids are never given twice.
  private static let schema = """
    CREATE TABLE collection (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      paths TEXT NOT NULL UNIQUE,
      reader TEXT NOT NULL,
      used_at INTEGER NOT NULL
    );
    CREATE TABLE file_group (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      file_keys BLOB NOT NULL,
      listing BLOB NOT NULL,
      UNIQUE (collection, key)
    );
    CREATE TABLE group_record (
      id INTEGER PRIMARY KEY REFERENCES file_group (id) ON DELETE CASCADE,
      bytes BLOB NOT NULL
    );
    """

  private struct NotOurs: Error {}

  static func isNoIndex(_ error: any Error) -> Bool {
    if error is NotOurs { return true }
    guard let error = error as? DatabaseError else { return false }
    return error.resultCode == .SQLITE_NOTADB || error.resultCode == .SQLITE_CORRUPT
  }

  /// Gives the file another name beside it, which it takes over from an earlier one.
  ///
  /// - Returns: that name.
  static func setAside(_ path: String, reason: String) throws(ArchiveError) -> String {
    let name = path + ".damaged"
    guard rename(path, name) == 0 else {
      throw .notUsable(path: path, reason: "\(reason), and cannot be set aside")
    }
    for ending in ["-wal", "-shm", "-journal"] { unlink(path + ending) }
    return name
  }

  /// SQLite's own words, without the statement.
  static func sentence(_ error: any Error) -> String {
    (error as? DatabaseError).map { $0.message ?? $0.resultCode.description } ?? "\(error)"
  }
}
