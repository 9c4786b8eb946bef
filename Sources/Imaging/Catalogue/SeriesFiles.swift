/// The images of a series in their order, unpacked when they are needed.
public struct SeriesFiles: Sendable {
  private let records: PackedRecords
  /// Places among the images of `records`.
  private let members: [Int]

  init(_ records: PackedRecords, members: [Int]) {
    self.records = records
    self.members = members
  }

  public var count: Int { members.count }

  /// Only the images at `places` of the order.
  func picked(_ places: [Int]) -> SeriesFiles {
    SeriesFiles(records, members: places.map { members[$0] })
  }

  /// As they were when they were listed.
  ///
  /// - Throws: `CatalogueError.outdated`.
  public func instances() throws -> [Instance] {
    try instances(of: try records.records())
  }

  /// The same, after a look at every file: none that is there may have changed since it was listed.
  ///
  /// - Throws: `CatalogueError.changed`, `outdated`.
  public func checkedInstances() throws -> [Instance] {
    let all = try records.records()
    let images = try instances(of: all)
    let wanted = Set(images.map(\.path))
    for record in all where wanted.contains(record.path) {
      // One that is gone is refused by name when it is read.
      guard let now = FileFingerprint(path: record.path) else { continue }
      guard now.hasSameContents(as: record.fingerprint) else {
        throw CatalogueError.changed(path: DisplayText.safe(record.path))
      }
    }
    return images
  }

  /// Changes with every image, their order, and the state of their files.
  ///
  /// - Throws: `CatalogueError.outdated`.
  func key() throws -> UInt64 {
    let records = try records.records()
    let prints = Dictionary(
      records.map { ($0.path, $0.fingerprint) }, uniquingKeysWith: { first, _ in first })
    return try instances(of: records).reduce(UInt64(members.count)) { key, image in
      let file = FileKey.of(image.path, prints[image.path] ?? .none)
      return FileKey.mix(FileKey.mix(key, file), UInt64(image.frame))
    }
  }

  private func instances(of records: [FileRecord]) throws -> [Instance] {
    let all = records.flatMap { record -> [Instance] in
      if case .images(let images) = record.outcome { images } else { [] }
    }
    guard let last = members.max(), last < all.count else {
      throw CatalogueError.outdated(reason: "the index is damaged")
    }
    return members.map { all[$0] }
  }
}
