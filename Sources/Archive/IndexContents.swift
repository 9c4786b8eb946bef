import Foundation
import GRDB

extension StudyIndex {
  /// What is kept for one list of paths.
  public struct Entry: Sendable, Equatable, Codable {
    public var paths: [String]
    public var files: Int
    public var bytes: Int
    /// Seconds since 1970.
    public var usedAt: Int64
  }

  /// - Throws: `ArchiveError.notUsable`.
  public func contents() throws(ArchiveError) -> [Entry] {
    do {
      return try database.read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT paths, used_at, coalesce(sum(length(file_keys)), 0) / 8,
              coalesce(sum(length(file_keys) + length(listing) + length(bytes)), 0)
            FROM collection LEFT JOIN file_group ON collection = collection.id
              LEFT JOIN group_record ON group_record.id = file_group.id
            GROUP BY collection.id ORDER BY used_at DESC
            """
        ).map { row in
          Entry(
            paths: Self.paths(in: row[0]), files: row[2], bytes: row[3], usedAt: row[1])
        }
      }
    } catch {
      throw .notUsable(path: path, reason: Self.sentence(error))
    }
  }

  /// Removes the index and all that was ever set aside of it.
  ///
  /// - Throws: `ArchiveError.notUsable` for a file that stays.
  public static func remove(path: String) throws(ArchiveError) {
    for ending in ["", "-wal", "-shm", "-journal", ".damaged"] {
      guard unlink(path + ending) != 0, errno != ENOENT else { continue }
      throw .notUsable(path: path + ending, reason: String(cString: strerror(errno)))
    }
  }
}
