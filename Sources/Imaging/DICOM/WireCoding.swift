import DicomWire

/// Builds one payload, little-endian. docs/worker-protocol.md is the text.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  mutating func integer<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func text(_ value: String) {
    let utf8 = Array(value.utf8)
    integer(UInt32(utf8.count))
    bytes.append(contentsOf: utf8)
  }
}

extension WireWriter {
  fileprivate mutating func attributes(_ wanted: [DICOMTag], withFrames: Bool) {
    integer(UInt16(withFrames ? DICOM_WIRE_WITH_FRAMES : 0))
    attributes(wanted)
  }

  /// How many there are, and each with the VR that it is read with where the file states none.
  mutating func attributes(_ tags: [DICOMTag]) {
    integer(UInt16(tags.count))
    for tag in tags {
      integer(tag.group)
      integer(tag.element)
      for letter in tag.vr.utf8 { integer(letter) }
      integer(UInt16(0))
    }
  }
}

/// What an answer holds that the protocol does not allow.
struct WireGarbage: Error, Equatable {
  var reason: String
}

/// Reads one payload as if it came from the network: nothing past the end, nothing left over.
struct WireReader {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) throws(WireGarbage) -> T {
    let size = MemoryLayout<T>.size
    guard bytes.count - at >= size else { throw WireGarbage(reason: "an answer ends early") }
    defer { at += size }
    return bytes.withUnsafeBytes {
      T(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: T.self))
    }
  }

  /// A string; bytes that are no UTF-8 become U+FFFD.
  mutating func text() throws(WireGarbage) -> String {
    let count = Int(try integer(UInt32.self))
    guard bytes.count - at >= count else { throw WireGarbage(reason: "an answer ends early") }
    defer { at += count }
    return bytes.withUnsafeBytes { String(decoding: $0[at..<at + count], as: UTF8.self) }
  }

  func expectEnd() throws(WireGarbage) {
    guard at == bytes.count else { throw WireGarbage(reason: "an answer is too long") }
  }
}

/// One answer of the worker.
struct WireAnswer: Equatable {
  var status: Int32
  var payload: [UInt8]

  /// The sentence of an answer that is not `DICOM_WIRE_DONE`.
  var reason: String {
    var reader = WireReader(payload)
    return DisplayText.safe((try? reader.text()) ?? "no reason given")
  }
}

/// A request: what to ask, and how long an answer may take.
struct WireRequest: Equatable {
  var operation: Int32
  var payload: [UInt8]

  static var hello: WireRequest {
    var writer = WireWriter()
    writer.integer(UInt32(DICOM_WIRE_VERSION))
    return WireRequest(operation: DICOM_WIRE_HELLO, payload: writer.bytes)
  }

  /// - Parameter wanted: at most 256 attributes.
  static func header(path: String, wanted: [DICOMTag], withFrames: Bool) -> WireRequest {
    var writer = WireWriter()
    writer.text(path)
    writer.attributes(wanted, withFrames: withFrames)
    return WireRequest(operation: DICOM_WIRE_HEADER, payload: writer.bytes)
  }

  /// The same for many files at once.
  static func headers(paths: [String], wanted: [DICOMTag], withFrames: Bool) -> WireRequest {
    var writer = WireWriter()
    writer.integer(UInt32(paths.count))
    for path in paths { writer.text(path) }
    writer.attributes(wanted, withFrames: withFrames)
    return WireRequest(operation: DICOM_WIRE_HEADERS, payload: writer.bytes)
  }

  static func pixels(path: String, frame: Int, slot: Int) -> WireRequest {
    var writer = WireWriter()
    writer.text(path)
    writer.integer(UInt32(frame))
    writer.integer(UInt32(slot))
    return WireRequest(operation: DICOM_WIRE_PIXELS, payload: writer.bytes)
  }

  static func tables(path: String) -> WireRequest {
    var writer = WireWriter()
    writer.text(path)
    return WireRequest(operation: DICOM_WIRE_TABLES, payload: writer.bytes)
  }

  /// The message with its header of 12 bytes.
  func message(id: UInt32) -> [UInt8] {
    var writer = WireWriter()
    writer.integer(UInt32(payload.count))
    writer.integer(UInt16(operation))
    writer.integer(UInt16(0))
    writer.integer(id)
    return writer.bytes + payload
  }
}
