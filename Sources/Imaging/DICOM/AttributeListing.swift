import DicomWire

extension WireRequest {
  /// Every attribute of a file; `known` tells the VR of those for which the file states none.
  static func attributes(path: String, known: [DICOMTag]) -> WireRequest {
    var writer = WireWriter()
    writer.text(path)
    writer.attributes(known)
    return WireRequest(operation: DICOM_WIRE_ATTRIBUTES, payload: writer.bytes)
  }
}

extension HeaderListing {
  /// Lines listed at most: what the protocol allows.
  private static let longest = Int(DICOM_WIRE_MAX_LISTED)
  /// The length of what ends with a delimiter.
  private static let undefined = UInt64.max

  /// From a worker's answer to an `attributes` request.
  init(_ payload: [UInt8], path: String) throws(WireGarbage) {
    var reader = WireReader(payload)
    let syntax = try reader.text()
    _ = try reader.integer(UInt32.self)
    let flags = try reader.integer(UInt32.self)
    let count = Int(try reader.integer(UInt32.self))
    guard count <= Self.longest else { throw WireGarbage(reason: "an answer has \(count) lines") }
    var lines = [
      HeaderLine(
        tag: "(0002,0010)", vr: "UI", name: "Transfer Syntax UID", value: DisplayText.safe(syntax))
    ]
    for _ in 0..<count { lines.append(try Self.line(&reader)) }
    try reader.expectEnd()
    self.init(
      path: DisplayText.safe(path, limit: 4096), lines: lines,
      isCut: flags & UInt32(DICOM_WIRE_CUT) != 0)
  }

  private static func line(_ reader: inout WireReader) throws(WireGarbage) -> HeaderLine {
    let group = try reader.integer(UInt16.self)
    let element = try reader.integer(UInt16.self)
    let letters = [try reader.integer(UInt8.self), try reader.integer(UInt8.self)]
    let depth = Int(try reader.integer(UInt16.self))
    let length = try reader.integer(UInt64.self)
    var values: [String] = []
    for _ in 0..<(try reader.integer(UInt16.self)) { values.append(try reader.text()) }
    guard depth <= 64 else { throw WireGarbage(reason: "an answer has a line \(depth) deep") }
    let isItem = group == 0xFFFE
    let known = DICOMDictionary.entry(group, element)
    let vr = letters.allSatisfy { (0x41...0x5A).contains($0) } ? String(decoding: letters, as: UTF8.self) : ""
    let size = length == undefined ? "" : "\(length) \(length == 1 ? "byte" : "bytes")"
    let value: String
    if isItem || vr == "SQ" {
      value = ""
    } else if values.isEmpty {
      value = length == 0 ? "" : size.isEmpty ? "compressed" : size
    } else {
      value = values.map { DisplayText.safe($0) }.joined(separator: "\\")
    }
    return HeaderLine(
      tag: isItem ? "" : DICOMDictionary.printed(group, element), vr: vr,
      name: isItem ? "item" : known?.name ?? "", value: value, depth: depth,
      isIdentifying: DICOMDictionary.isIdentifying(group, element, vr: vr))
  }
}

/// Which slice of a series is meant.
public enum SlicePlace: Sendable, Hashable {
  /// The one whose first voxel has its centre here, LPS mm.
  case position(Position)
  /// Of images that are no volume (`Volume.isLooseImages`) the nth of `count`, from 0.
  case number(Int, of: Int)

  /// The slice `index` of `volume` as it is stored.
  public init(slice index: Int, of volume: Volume) {
    let geometry = volume.geometry
    self =
      volume.isLooseImages
      ? .number(index, of: geometry.dimensions.z)
      : .position(geometry.position(i: 0, j: 0, slice: index))
  }

  /// - Throws: `DICOMError.refused` where no file lies there.
  func path(among instances: [Instance]) throws(DICOMError) -> String {
    switch self {
    case .position(let position):
      let placed = instances.compactMap { instance in
        instance.plane.map { (instance.path, ($0.position - position).length) }
      }
      // Slices lie up to 0.1 mm off the straight line of their stack (`ImageStack.tolerance`).
      guard let nearest = placed.min(by: { $0.1 < $1.1 }), nearest.1 <= 2 * ImageStack.tolerance
      else { throw .refused(path: nil, reason: "no file lies at this slice") }
      return nearest.0
    case .number(let index, let count):
      // Where images were left out, the others' numbers are those of other files.
      guard instances.count == count, instances.indices.contains(index) else {
        throw .refused(
          path: nil, reason: "some of these images were refused: which file this is cannot be told")
      }
      return ImageStack(pileOf: instances).instances[index].path
    }
  }
}

extension DICOMReader {
  /// What the file of the slice at `place` says of itself.
  ///
  /// - Throws: `DICOMError.refused` where no file lies there or it cannot be read.
  public func header(of instances: [Instance], at place: SlicePlace) async throws -> HeaderListing {
    let path = try place.path(among: instances)
    let pool = workers
    let answer = try await runBlocking { stop in
      try pool.answer(about: path, stop: stop) {
        .attributes(path: path, known: DICOMDictionary.withVR)
      }.get()
    }
    guard answer.status == DICOM_WIRE_DONE else {
      throw DICOMError.refused(path: path, reason: answer.reason)
    }
    return try HeaderListing(answer.payload, path: path)
  }
}
