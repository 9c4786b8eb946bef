import Foundation
import GRDB
import Imaging

/// What the index knows of the files below some paths.
public struct IndexedCollection: CatalogueIndex {
  let index: StudyIndex
  let id: Int64

  public func groups() throws -> [IndexedGroup] {
    try reading { db in
      let rows = try Row.fetchCursor(
        db, sql: "SELECT id, key, file_keys, listing FROM file_group WHERE collection = ?",
        arguments: [id])
      var groups: [IndexedGroup] = []
      while let row = try rows.next() {
        groups.append(
          IndexedGroup(
            id: row[0], key: row[1], fileKeys: Self.bytes(row, 2),
            listing: Self.bytes(row, 3)))
      }
      return groups
    }
  }

  public func records(ofGroup id: Int64) throws -> [UInt8] {
    let bytes = try reading { db in
      try Row.fetchOne(db, sql: "SELECT bytes FROM group_record WHERE id = ?", arguments: [id])
        .map { Self.bytes($0, 0) }
    }
    guard let bytes else {
      throw CatalogueError.outdated(reason: "another viewer has found these files changed")
    }
    return bytes
  }

  public func replace(_ ids: [Int64], with groups: [UnsavedGroup]) throws -> [Int64] {
    try index.guarded {
      try index.database.write { db in
        // Forgotten meanwhile, as by `spinetui index --clear`: not to be half filled again.
        let isThere = try Bool.fetchOne(
          db, sql: "SELECT EXISTS (SELECT 1 FROM collection WHERE id = ?)", arguments: [id])
        guard isThere == true else {
          throw CatalogueError.outdated(reason: "the index was cleared")
        }
        let delete = try db.cachedStatement(sql: "DELETE FROM file_group WHERE id = ?")
        for old in ids { try delete.execute(arguments: [old]) }
        return try groups.map { try save($0, db) }
      }
    }
  }

  private func save(_ group: UnsavedGroup, _ db: Database) throws -> Int64 {
    let keys = Data(group.fileKeys)
    let known = try db.cachedStatement(
      sql: "SELECT id, file_keys, listing FROM file_group WHERE collection = ? AND key = ?")
    if let row = try Row.fetchOne(known, arguments: [id, group.key]) {
      // Another viewer was faster; where it saw the same, both go on with its row.
      let (theirKeys, theirListing): (Data, Data) = (row[1], row[2])
      let isSame = theirKeys == keys && theirListing == Data(group.listing)
      if isSame { return row[0] }
      try db.cachedStatement(sql: "DELETE FROM file_group WHERE id = ?")
        .execute(arguments: [row[0] as Int64])
    }
    try db.cachedStatement(
      sql: "INSERT INTO file_group (collection, key, file_keys, listing) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [id, group.key, keys, Data(group.listing)])
    let saved = db.lastInsertedRowID
    try db.cachedStatement(sql: "INSERT INTO group_record (id, bytes) VALUES (?, ?)")
      .execute(arguments: [saved, Data(group.records)])
    return saved
  }

  private func reading<R>(_ body: (Database) throws -> R) throws -> R {
    try index.guarded { try index.database.read(body) }
  }

  private static func bytes(_ row: Row, _ column: Int) -> [UInt8] {
    let data: Data = row[column]
    return Array(data)
  }
}
