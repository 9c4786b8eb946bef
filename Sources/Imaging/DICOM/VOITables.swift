import DicomWire

/// The VOI LUTs of a file, asked for when its series is opened.
struct VOITables {
  /// One window for each table, in the file's order.
  let windows: [Window]

  /// - Parameter slice: whose stored values and rescale decide how a first value without a VR is signed.
  init(_ payload: [UInt8], of slice: Instance) throws(WireGarbage) {
    var reader = WireReader(payload)
    var windows: [Window] = []
    for _ in 0..<(try reader.integer(UInt16.self)) {
      let vr = [try reader.integer(UInt8.self), try reader.integer(UInt8.self)]
      let stored = try reader.integer(UInt16.self)
      let bits = Int(try reader.integer(UInt16.self))
      let explanation = DisplayText.safe(try reader.text())
      let count = Int(try reader.integer(UInt32.self))
      guard (1...65_536).contains(count), (1...16).contains(bits) else {
        throw WireGarbage(reason: "a VOI LUT of \(count) entries of \(bits) bits")
      }
      var entries: [UInt16] = []
      entries.reserveCapacity(count)
      for _ in 0..<count { entries.append(try reader.integer(UInt16.self)) }
      // Source: PS3.3 C.11.2.1.1: signed where what is mapped can be below zero.
      let isSigned =
        vr == Array("SS".utf8)
        || (vr != Array("US".utf8) && (slice.stored.isSigned || slice.rescale.intercept < 0))
      let first = isSigned ? Int(Int16(bitPattern: stored)) : Int(stored)
      windows.append(
        Window(
          table: VOITable(first: first, entries: entries, bits: bits), explanation: explanation))
    }
    try reader.expectEnd()
    self.windows = windows
  }

  /// `volume` with the tables of its middle slice behind its windows; a table that cannot be used
  /// leaves a warning.
  static func added(
    to volume: Volume, of slices: [Instance], on pool: WorkerPool, stop: StopFlag
  ) throws -> Volume {
    guard !slices.isEmpty, slices[slices.count / 2].hasTables else { return volume }
    let slice = slices[slices.count / 2]
    let result = try pool.answer(about: slice.path, stop: stop) { .tables(path: slice.path) }
    var found: [Window]?
    if case .success(let answer) = result, answer.status == DICOM_WIRE_DONE {
      found = (try? VOITables(answer.payload, of: slice))?.windows
    }
    let unusable = ImagingWarning(
      code: "window-unusable", text: "the header's table of greys (VOI LUT) cannot be used")
    return Volume(
      geometry: volume.geometry, voxels: volume.voxels, identity: volume.identity,
      windows: volume.windows + (found ?? []), padding: volume.padding,
      isInverted: volume.isInverted,
      warnings: volume.warnings + (found == nil ? [unusable] : []))
  }
}
