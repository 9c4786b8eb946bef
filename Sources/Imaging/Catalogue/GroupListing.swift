/// What the files of one series key amount to in the catalogue: made from their records alone, so that a
/// change in one group leaves the others as they are.
struct GroupListing: Sendable {
  var stacks: [ListedStack] = []
  /// Names that the files carry, by patient key.
  var names: [String: Set<String>] = [:]
  var refused: [RefusedFile] = []
  /// Files that are no images at all.
  var passedOver = 0
  var nifti: [Series] = []

  init() {}

  /// - Parameter records: in the order of their paths.
  init(_ records: [FileRecord]) {
    var images: [Instance] = []
    for record in records {
      switch record.outcome {
      case .images(let found): images += found
      case .passedOver, .directory: passedOver += 1
      case .refused(let reason, _):
        refused.append(
          RefusedFile(path: DisplayText.safe(record.path, limit: 4096), reason: reason))
      case .nifti(let series): nifti.append(series)
      }
    }
    guard !images.isEmpty else { return }
    for image in images { names[image.patientKey, default: []].insert(image.identity.patientName) }
    let places = Dictionary(
      zip(images.map(ImagePlace.init), images.indices), uniquingKeysWith: { first, _ in first })
    stacks = SeriesGrouping.stacks(of: images).compactMap { stack in
      ListedStack(stack, refused: refused) { places[ImagePlace($0)] }
    }
  }
}

/// A file and a frame in it.
private struct ImagePlace: Hashable {
  var path: String
  var frame: Int

  init(_ image: Instance) { (path, frame) = (image.path, image.frame) }
}

/// One stack of images as the catalogue lists it, without what depends on other series.
struct ListedStack: Sendable {
  var identity: SeriesIdentity
  var birthDate: String
  var sex: String
  var patientKey: String
  var seriesKey: String
  /// The least of its SOP Instance UIDs: tells stacks of a series apart at every scan alike.
  var firstInstance: String
  var columns: Int
  var rows: Int
  var warnings: [ImagingWarning]
  /// Places of its images among the images of its group, in the order of the stack.
  var members: [Int]

  fileprivate init?(
    _ stack: SeriesGrouping.Stack, refused: [RefusedFile], place: (Instance) -> Int?
  ) {
    guard let first = stack.instances.first else { return nil }
    identity = first.identity
    birthDate = first.patientBirthDate
    sex = first.patientSex
    patientKey = first.patientKey
    seriesKey = first.seriesKey
    firstInstance = stack.instances.map(\.sopInstanceUID).min() ?? ""
    (columns, rows) = (first.columns, first.rows)
    let images = ImageStack(anyOf: stack.instances)
    let ordered = images.instances
    // That images are no volume is said first: it is what the viewer has room for.
    warnings =
      images.warnings.filter { $0.code == Volume.looseCode } + stack.warnings
      + CatalogueBuilding.combined(stack.instances.flatMap(\.warnings))
      + images.warnings.filter { $0.code != Volume.looseCode }
    if let one = refused.first {
      warnings.append(CatalogueBuilding.refusedSlices(refused.count, first: one))
    }
    members = ordered.compactMap(place)
  }
}

extension Instance {
  /// Patients without an ID are told apart by name and birth date.
  var patientKey: String {
    let parts = seriesKey.split(separator: "\u{1F}", omittingEmptySubsequences: false)
    let named = identity.patientID.isEmpty ? identity.patientName + patientBirthDate : ""
    return parts.prefix(2).joined(separator: "\u{1F}") + "\u{1F}" + named
  }
}

// MARK: - Written down

extension GroupListing {
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.list(stacks) { writer, stack in
      writer.identity(stack.identity)
      for text in [
        stack.birthDate, stack.sex, stack.patientKey, stack.seriesKey, stack.firstInstance,
      ] { writer.text(text) }
      writer.count(stack.columns)
      writer.count(stack.rows)
      writer.warnings(stack.warnings)
      var last = -1
      writer.list(stack.members) {
        $0.signed(Int64($1 - last))
        last = $1
      }
    }
    writer.list(names.sorted { $0.key < $1.key }) {
      $0.text($1.key)
      $0.list($1.value.sorted()) { $0.text($1) }
    }
    writer.list(refused) {
      $0.text($1.path)
      $0.text($1.reason)
    }
    writer.count(passedOver)
    writer.list(nifti) { writer, series in
      guard case .nifti(let path) = series.source else { return }
      writer.series(series) { $0.text(path) }
    }
    return writer.bytes
  }

  init(bytes: [UInt8]) throws(DamagedBytes) {
    var reader = ByteReader(bytes)
    stacks = try reader.list { (r) throws(DamagedBytes) in try ListedStack(&r) }
    for _ in 0..<(try reader.count()) {
      let key = try reader.text()
      names[key] = Set(try reader.list { (r) throws(DamagedBytes) in try r.text() })
    }
    refused = try reader.list { (r) throws(DamagedBytes) in
      RefusedFile(path: try r.text(), reason: try r.text())
    }
    passedOver = try reader.whole()
    nifti = try reader.list { (r) throws(DamagedBytes) in
      try r.series { (r) throws(DamagedBytes) in .nifti(path: try r.text()) }
    }
    guard reader.isAtEnd else { throw DamagedBytes() }
  }
}

extension ListedStack {
  fileprivate init(_ reader: inout ByteReader) throws(DamagedBytes) {
    identity = try reader.identity()
    birthDate = try reader.text()
    sex = try reader.text()
    patientKey = try reader.text()
    seriesKey = try reader.text()
    firstInstance = try reader.text()
    columns = try reader.dimension()
    rows = try reader.dimension()
    warnings = try reader.warnings()
    var last = -1
    members = try reader.list { (r) throws(DamagedBytes) in
      let place = last + Int(truncatingIfNeeded: try r.signed())
      guard place >= 0 else { throw DamagedBytes() }
      last = place
      return place
    }
    guard !members.isEmpty else { throw DamagedBytes() }
  }
}
