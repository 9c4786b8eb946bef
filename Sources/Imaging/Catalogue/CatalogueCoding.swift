// How the parts of a catalogue are written down. Whoever adds a field to one of these types adds it here:
// `CatalogueCodingTests` fails until then.

extension ByteWriter {
  mutating func identity(_ identity: SeriesIdentity) {
    for part in [
      identity.patientID, identity.patientName, identity.studyUID, identity.studyDate,
      identity.studyDescription, identity.seriesUID, identity.seriesDescription,
      identity.modality,
    ] { text(part) }
    optional(identity.seriesNumber) { $0.signed(Int64($1)) }
    flag(identity.isSynthetic)
  }

  mutating func warnings(_ warnings: [ImagingWarning]) {
    list(warnings) {
      $0.text($1.code)
      $0.text($1.text)
    }
  }

  mutating func vector(_ vector: SIMD3<Double>) { for n in 0..<3 { double(vector[n]) } }

  mutating func window(_ window: Window) {
    double(window.center)
    double(window.width)
    text(window.explanation)
    switch window.function {
    case .linear: unsigned(0)
    case .linearExact: unsigned(1)
    case .sigmoid: unsigned(2)
    case .table(let table):
      unsigned(3)
      voiTable(table)
    }
  }

  mutating func voiTable(_ table: VOITable) {
    signed(Int64(table.first))
    list(table.greys) { $0.float($1) }
  }

  mutating func stored(_ stored: StoredFormat) {
    count(stored.bitsAllocated)
    count(stored.bitsStored)
    flag(stored.isSigned)
    optional(stored.padding) {
      $0.signed(Int64($1.lowerBound))
      $0.signed(Int64($1.upperBound))
    }
  }

  mutating func series(_ series: Series, _ source: (inout ByteWriter) -> Void) {
    text(series.id)
    identity(series.identity)
    count(series.columns)
    count(series.rows)
    count(series.sliceCount)
    warnings(series.warnings)
    source(&self)
  }
}

extension ByteReader {
  mutating func identity() throws(DamagedBytes) -> SeriesIdentity {
    var identity = SeriesIdentity()
    identity.patientID = try text()
    identity.patientName = try text()
    identity.studyUID = try text()
    identity.studyDate = try text()
    identity.studyDescription = try text()
    identity.seriesUID = try text()
    identity.seriesDescription = try text()
    identity.modality = try text()
    identity.seriesNumber = try optional { (r) throws(DamagedBytes) in Int(try r.signed()) }
    identity.isSynthetic = try flag()
    return identity
  }

  mutating func warnings() throws(DamagedBytes) -> [ImagingWarning] {
    try list { (r) throws(DamagedBytes) in
      ImagingWarning(code: try r.text(), text: try r.text())
    }
  }

  mutating func vector() throws(DamagedBytes) -> SIMD3<Double> {
    SIMD3(try double(), try double(), try double())
  }

  mutating func window() throws(DamagedBytes) -> Window {
    let (center, width, explanation) = (try double(), try double(), try text())
    let function: VOIFunction
    switch try unsigned() {
    case 0: function = .linear
    case 1: function = .linearExact
    case 2: function = .sigmoid
    case 3: function = .table(try voiTable())
    default: throw DamagedBytes()
    }
    return Window(center: center, width: width, explanation: explanation, function: function)
  }

  mutating func voiTable() throws(DamagedBytes) -> VOITable {
    let first = Int(try signed())
    let greys = try list { (r) throws(DamagedBytes) in try r.float() }
    guard !greys.isEmpty else { throw DamagedBytes() }
    return VOITable(first: first, greys: greys)
  }

  mutating func stored() throws(DamagedBytes) -> StoredFormat {
    var stored = StoredFormat()
    stored.bitsAllocated = try whole()
    stored.bitsStored = try whole()
    guard stored.bitsAllocated <= 32, stored.bitsStored <= 32 else { throw DamagedBytes() }
    stored.isSigned = try flag()
    stored.padding = try optional { (r) throws(DamagedBytes) in
      let (low, high) = (try r.signed(), try r.signed())
      guard low <= high else { throw DamagedBytes() }
      return Int(low)...Int(high)
    }
    return stored
  }

  mutating func dimension() throws(DamagedBytes) -> Int {
    let value = try whole()
    guard value <= Int(Int32.max) else { throw DamagedBytes() }
    return value
  }

  mutating func series(
    _ source: (inout ByteReader) throws(DamagedBytes) -> SeriesSource
  ) throws(DamagedBytes) -> Series {
    Series(
      id: try text(), identity: try identity(), columns: try dimension(), rows: try dimension(),
      sliceCount: try dimension(), warnings: try warnings(), source: try source(&self))
  }
}

extension Series {
  /// In the order in which it is written.
  fileprivate init(
    id: String, identity: SeriesIdentity, columns: Int, rows: Int, sliceCount: Int,
    warnings: [ImagingWarning], source: SeriesSource
  ) {
    self.init(
      id: id, identity: identity, columns: columns, rows: rows, sliceCount: sliceCount,
      source: source, warnings: warnings)
  }
}

extension VOITable {
  fileprivate init(first: Int, greys: [Float]) {
    self.first = first
    self.greys = greys
  }
}
