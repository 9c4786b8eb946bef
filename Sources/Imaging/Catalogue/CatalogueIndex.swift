/// Where a scan keeps what it found, and finds it the next time. `Archive` has one in SQLite.
///
/// An index never decides what is shown in the end: it only spares the reading of files that have not changed.
public protocol CatalogueIndex: Sendable {
  /// What was found the last time; empty where nothing is known.
  func groups() throws -> [IndexedGroup]
  /// The records of a group.
  ///
  /// - Throws: `CatalogueError.outdated` when it is no longer there.
  func records(ofGroup id: Int64) throws -> [UInt8]
  /// Takes groups away and adds others, all or nothing.
  ///
  /// - Returns: the ids of those added, in order.
  func replace(_ ids: [Int64], with groups: [UnsavedGroup]) throws -> [Int64]
}

/// All files that one series key holds together, as an index gives it back.
public struct IndexedGroup: Sendable {
  /// Never given twice.
  public var id: Int64
  public var key: String
  /// One for each file, 8 bytes little-endian.
  public var fileKeys: [UInt8]
  /// What the catalogue shows of it.
  public var listing: [UInt8]

  public init(id: Int64, key: String, fileKeys: [UInt8], listing: [UInt8]) {
    self.id = id
    self.key = key
    self.fileKeys = fileKeys
    self.listing = listing
  }
}

public struct UnsavedGroup: Sendable {
  public var key: String
  public var fileKeys: [UInt8]
  public var listing: [UInt8]
  public var records: [UInt8]

  public init(key: String, fileKeys: [UInt8], listing: [UInt8], records: [UInt8]) {
    self.key = key
    self.fileKeys = fileKeys
    self.listing = listing
    self.records = records
  }
}

/// What a scan says while it runs.
public enum ScanEvent: Sendable {
  case progress(LoadProgress)
  /// What is known so far: from the index, or from the files read by now.
  case found(Catalogue)
  /// Something to tell the user that does not end the scan.
  case warning(String)
}

public typealias ScanHandler = @Sendable (ScanEvent) -> Void
