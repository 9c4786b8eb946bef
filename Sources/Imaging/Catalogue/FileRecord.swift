/// One file that was looked at: when, and what it turned out to be.
struct FileRecord: Sendable {
  var path: String
  var fingerprint: FileFingerprint
  /// What the index knows it by: `FileKey.unknown` for a file that was written just before it was read.
  var key: UInt64
  var outcome: FileOutcome
}

/// Records of files, written compactly: a million take no more memory than a few hundred slices' voxels.
public struct PackedRecords: Sendable {
  private enum Storage: Sendable {
    case unpacked([FileRecord])
    case here([UInt8])
    /// Kept elsewhere, fetched when it is needed.
    case elsewhere(@Sendable () throws -> [UInt8])
  }

  private let storage: Storage

  /// - Parameter fetch: returns the bytes of `bytes()`, or throws `CatalogueError.outdated`.
  public init(fetch: @escaping @Sendable () throws -> [UInt8]) { storage = .elsewhere(fetch) }

  init(_ records: [FileRecord]) { storage = .here(Self.pack(records)) }

  /// Not packed yet, since more are expected.
  init(unpacked records: [FileRecord]) { storage = .unpacked(records) }

  private static func pack(_ records: [FileRecord]) -> [UInt8] {
    var packer = RecordPacker()
    for record in records { packer.append(record) }
    return packer.writer.bytes
  }

  public func bytes() throws -> [UInt8] {
    switch storage {
    case .unpacked(let records): Self.pack(records)
    case .here(let bytes): bytes
    case .elsewhere(let fetch): try fetch()
    }
  }

  func records() throws -> [FileRecord] {
    if case .unpacked(let records) = storage { return records }
    do {
      var unpacker = RecordUnpacker(try bytes())
      return try unpacker.records()
    } catch is DamagedBytes {
      throw CatalogueError.outdated(reason: "the index is damaged")
    }
  }
}

/// Each record as its difference from the one before: slices of a series differ in little.
struct RecordPacker {
  private(set) var writer = ByteWriter()
  private var last = FileRecord.none
  private var lastImage = Instance(path: "")

  mutating func append(_ record: FileRecord) {
    writer.text(record.path, after: last.path)
    writer.signed(record.fingerprint.size &- last.fingerprint.size)
    writer.signed(record.fingerprint.modified &- last.fingerprint.modified)
    writer.signed(record.fingerprint.changed &- record.fingerprint.modified)
    writer.signed(Int64(bitPattern: record.fingerprint.inode &- last.fingerprint.inode))
    writer.flag(record.key == FileKey.unknown)
    switch record.outcome {
    case .images(let images):
      writer.unsigned(0)
      writer.count(images.count)
      for image in images {
        writer.image(image, after: lastImage, path: record.path)
        lastImage = image
      }
    case .passedOver, .directory: writer.unsigned(1)
    case .refused(let reason, let seriesKey):
      writer.unsigned(2)
      writer.text(reason)
      writer.optional(seriesKey) { $0.text($1) }
    case .nifti(let series):
      writer.unsigned(3)
      writer.series(series) { _ in }
    }
    last = record
    last.outcome = .passedOver
  }
}

struct RecordUnpacker {
  private var reader: ByteReader
  private var last = FileRecord.none
  private var lastImage = Instance(path: "")

  init(_ bytes: [UInt8]) { reader = ByteReader(bytes) }

  mutating func records() throws(DamagedBytes) -> [FileRecord] {
    var records: [FileRecord] = []
    while !reader.isAtEnd { records.append(try next()) }
    return records
  }

  private mutating func next() throws(DamagedBytes) -> FileRecord {
    var record = last
    record.path = try reader.text(after: last.path)
    record.fingerprint.size &+= try reader.signed()
    record.fingerprint.modified &+= try reader.signed()
    record.fingerprint.changed = record.fingerprint.modified &+ (try reader.signed())
    record.fingerprint.inode &+= UInt64(bitPattern: try reader.signed())
    let isUnknown = try reader.flag()
    record.key = isUnknown ? FileKey.unknown : record.computedKey
    switch try reader.unsigned() {
    case 0:
      var images: [Instance] = []
      for _ in 0..<(try reader.count()) {
        lastImage = try reader.image(after: lastImage, path: record.path)
        images.append(lastImage)
      }
      record.outcome = .images(images)
    case 1: record.outcome = .passedOver
    case 2:
      record.outcome = .refused(
        reason: try reader.text(),
        seriesKey: try reader.optional { (r) throws(DamagedBytes) in try r.text() })
    case 3:
      record.outcome = .nifti(
        try reader.series { (_) throws(DamagedBytes) in .nifti(path: record.path) })
    default: throw DamagedBytes()
    }
    last = record
    last.outcome = .passedOver
    return record
  }
}

extension FileRecord {
  fileprivate static let none = FileRecord(
    path: "", fingerprint: .none, key: FileKey.unknown, outcome: .passedOver)

  /// The key that a walk gives this file.
  fileprivate var computedKey: UInt64 {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ""
    let name = Array(slash.map { path.utf8[path.utf8.index(after: $0)...] } ?? path.utf8[...])
    return name.withUnsafeBytes {
      FileKey.of(path: $0, folder: FileKey.folder(folder), fingerprint)
    }
  }
}

/// Which parts of an image differ from the one before.
private struct ImageChanges: OptionSet {
  let rawValue: UInt64

  static let frame = Self(rawValue: 1 << 0)
  static let identity = Self(rawValue: 1 << 1)
  static let patient = Self(rawValue: 1 << 2)
  static let instance = Self(rawValue: 1 << 3)
  static let number = Self(rawValue: 1 << 4)
  static let transferSyntax = Self(rawValue: 1 << 5)
  static let imageType = Self(rawValue: 1 << 6)
  static let thickness = Self(rawValue: 1 << 7)
  static let matrix = Self(rawValue: 1 << 8)
  static let position = Self(rawValue: 1 << 9)
  static let directions = Self(rawValue: 1 << 10)
  static let stored = Self(rawValue: 1 << 11)
  static let rescale = Self(rawValue: 1 << 12)
  static let windows = Self(rawValue: 1 << 13)
  static let inversion = Self(rawValue: 1 << 14)
  static let warnings = Self(rawValue: 1 << 15)
  static let seriesKey = Self(rawValue: 1 << 16)
  static let discriminators = Self(rawValue: 1 << 17)
  static let pixelSpacing = Self(rawValue: 1 << 18)
  static let tables = Self(rawValue: 1 << 19)

  init(rawValue: UInt64) { self.rawValue = rawValue }

  init(_ a: Instance, _ b: Instance) {
    var changes = Self()
    func note(_ change: Self, _ differs: Bool) { if differs { changes.insert(change) } }
    note(.frame, a.frame != b.frame)
    note(.identity, a.identity != b.identity)
    note(
      .patient, a.patientBirthDate != b.patientBirthDate || a.patientSex != b.patientSex)
    note(.instance, a.sopInstanceUID != b.sopInstanceUID)
    note(.number, a.instanceNumber != b.instanceNumber)
    note(.transferSyntax, a.transferSyntax != b.transferSyntax)
    note(.imageType, a.imageType != b.imageType)
    note(.thickness, a.sliceThickness != b.sliceThickness)
    note(.matrix, a.columns != b.columns || a.rows != b.rows)
    note(.position, a.plane?.position != b.plane?.position)
    note(
      .directions,
      a.plane?.alongRow != b.plane?.alongRow || a.plane?.alongColumn != b.plane?.alongColumn
        || a.plane?.columnSpacing != b.plane?.columnSpacing
        || a.plane?.rowSpacing != b.plane?.rowSpacing)
    note(.stored, a.stored != b.stored)
    note(.rescale, a.rescale != b.rescale)
    note(.windows, a.windows != b.windows)
    note(.inversion, a.isInverted != b.isInverted)
    note(.warnings, a.warnings != b.warnings)
    note(.seriesKey, a.seriesKey != b.seriesKey)
    note(.discriminators, a.discriminators != b.discriminators)
    note(.pixelSpacing, a.pixelSpacing != b.pixelSpacing)
    note(.tables, a.hasTables != b.hasTables)
    self = changes
  }
}

extension ByteWriter {
  fileprivate mutating func image(_ image: Instance, after last: Instance, path: String) {
    let changes = ImageChanges(image, last)
    unsigned(changes.rawValue)
    if changes.contains(.frame) { count(image.frame) }
    if changes.contains(.identity) { identity(image.identity) }
    if changes.contains(.patient) {
      text(image.patientBirthDate)
      text(image.patientSex)
    }
    if changes.contains(.instance) { text(image.sopInstanceUID, after: last.sopInstanceUID) }
    if changes.contains(.number) { optional(image.instanceNumber) { $0.signed(Int64($1)) } }
    if changes.contains(.transferSyntax) { text(image.transferSyntax) }
    if changes.contains(.imageType) { list(image.imageType) { $0.text($1) } }
    if changes.contains(.thickness) { optional(image.sliceThickness) { $0.double($1) } }
    if changes.contains(.matrix) {
      count(image.columns)
      count(image.rows)
    }
    if changes.contains(.position) { optional(image.plane?.position) { $0.vector($1) } }
    if changes.contains(.directions) {
      optional(image.plane) {
        $0.vector($1.alongRow)
        $0.vector($1.alongColumn)
        $0.double($1.columnSpacing)
        $0.double($1.rowSpacing)
      }
    }
    if changes.contains(.stored) { stored(image.stored) }
    if changes.contains(.rescale) {
      double(image.rescale.slope)
      double(image.rescale.intercept)
    }
    if changes.contains(.windows) { list(image.windows) { $0.window($1) } }
    if changes.contains(.inversion) { flag(image.isInverted) }
    if changes.contains(.warnings) { warnings(image.warnings) }
    if changes.contains(.seriesKey) { text(image.seriesKey) }
    if changes.contains(.discriminators) { list(image.discriminators) { $0.text($1) } }
    if changes.contains(.pixelSpacing) {
      optional(image.pixelSpacing) {
        $0.double($1.x)
        $0.double($1.y)
      }
    }
    if changes.contains(.tables) { flag(image.hasTables) }
  }
}

extension ByteReader {
  fileprivate mutating func image(
    after last: Instance, path: String
  ) throws(DamagedBytes) -> Instance {
    let changes = ImageChanges(rawValue: try unsigned())
    var image = last
    image.path = path
    if changes.contains(.frame) { image.frame = try whole() }
    if changes.contains(.identity) { image.identity = try identity() }
    if changes.contains(.patient) {
      image.patientBirthDate = try text()
      image.patientSex = try text()
    }
    if changes.contains(.instance) {
      image.sopInstanceUID = try text(after: last.sopInstanceUID)
    }
    if changes.contains(.number) {
      image.instanceNumber = try optional { (r) throws(DamagedBytes) in Int(try r.signed()) }
    }
    if changes.contains(.transferSyntax) { image.transferSyntax = try text() }
    if changes.contains(.imageType) {
      image.imageType = try list { (r) throws(DamagedBytes) in try r.text() }
    }
    if changes.contains(.thickness) {
      image.sliceThickness = try optional { (r) throws(DamagedBytes) in try r.double() }
    }
    if changes.contains(.matrix) {
      image.columns = try dimension()
      image.rows = try dimension()
    }
    try readPlane(changes, into: &image, last)
    if changes.contains(.stored) { image.stored = try stored() }
    if changes.contains(.rescale) {
      image.rescale = Rescale(slope: try double(), intercept: try double())
    }
    if changes.contains(.windows) {
      image.windows = try list { (r) throws(DamagedBytes) in try r.window() }
    }
    if changes.contains(.inversion) { image.isInverted = try flag() }
    if changes.contains(.warnings) { image.warnings = try warnings() }
    if changes.contains(.seriesKey) { image.seriesKey = try text() }
    if changes.contains(.discriminators) {
      image.discriminators = try list { (r) throws(DamagedBytes) in try r.text() }
    }
    if changes.contains(.pixelSpacing) {
      image.pixelSpacing = try optional { (r) throws(DamagedBytes) in
        SIMD2(try r.double(), try r.double())
      }
    }
    if changes.contains(.tables) { image.hasTables = try flag() }
    return image
  }

  private mutating func readPlane(
    _ changes: ImageChanges, into image: inout Instance, _ last: Instance
  ) throws(DamagedBytes) {
    let position =
      changes.contains(.position)
      ? try optional { (r) throws(DamagedBytes) in try r.vector() } : last.plane?.position
    if changes.contains(.directions) {
      image.plane = try optional { (r) throws(DamagedBytes) in
        guard let position else { throw DamagedBytes() }
        return ImagePlane(
          position: position, alongRow: try r.vector(), alongColumn: try r.vector(),
          columnSpacing: try r.double(), rowSpacing: try r.double())
      }
    } else if let position {
      guard image.plane != nil else { throw DamagedBytes() }
      image.plane?.position = position
    } else {
      image.plane = nil
    }
  }
}
