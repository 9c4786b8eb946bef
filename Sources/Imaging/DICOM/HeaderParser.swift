import DicomWire
import Foundation

/// Judges headers one after the other. Slices of a series say the same but for their number, UID and
/// place: where nothing else differs from the file before, its image is taken over with these three.
struct HeaderParser {
  private var last: Last?

  private struct Last {
    var payload: [UInt8]
    var image: Instance
  }

  /// Attributes that may differ; `InstanceParsing` draws nothing else from them than what is read here.
  private static let varying: [UInt32] = [
    DICOMTag.sopInstance.number, DICOMTag.instanceNumber.number, DICOMTag.imagePosition.number,
  ]

  /// - Parameter body: the payload of a header answer.
  mutating func outcome(path: String, _ body: UnsafeRawBufferPointer) -> FileOutcome {
    if let image = sameButForPlace(path, body) { return .images([image]) }
    let payload = Array(body)
    let outcome: FileOutcome
    do {
      outcome = InstanceParsing(path: path, header: try FileHeader(payload)).outcome()
    } catch {
      return .refused(reason: error.reason, seriesKey: nil)
    }
    if case .images(let images) = outcome, let image = images.first, images.count == 1,
      image.plane != nil, HeaderLayout(body)?.lists == 1
    {
      last = Last(payload: payload, image: image)
    }
    return outcome
  }

  private func sameButForPlace(_ path: String, _ body: UnsafeRawBufferPointer) -> Instance? {
    guard let last else { return nil }
    var found:
      (
        sop: UnsafeRawBufferPointer?, number: UnsafeRawBufferPointer?,
        position: UnsafeRawBufferPointer?
      ) = (nil, nil, nil)
    let isSame = last.payload.withUnsafeBytes { old -> Bool in
      guard var a = HeaderLayout(old), var b = HeaderLayout(body), a.hasSameStart(as: b) else {
        return false
      }
      for _ in 0..<a.attributes {
        guard let one = a.next(), let other = b.next(), one.tag == other.tag else { return false }
        switch other.tag {
        case Self.varying[0]:
          guard found.sop == nil else { return false }
          found.sop = other.values
        case Self.varying[1]:
          guard found.number == nil else { return false }
          found.number = other.values
        case Self.varying[2]:
          guard found.position == nil else { return false }
          found.position = other.values
        default:
          guard Self.areEqual(one.values, other.values) else { return false }
        }
      }
      return a.isAtEnd && b.isAtEnd
    }
    guard isSame, let position = found.position, let place = Self.position(position) else {
      return nil
    }
    var image = last.image
    image.path = path
    image.plane?.position = place
    // What is absent here was absent there, or there would be another number of attributes.
    if let values = found.sop { image.sopInstanceUID = DisplayText.safe(Self.first(values)) }
    if let values = found.number { image.instanceNumber = Int(Self.first(values)) }
    return image
  }

  private static func areEqual(
    _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer
  ) -> Bool {
    guard a.count == b.count else { return false }
    guard let one = a.baseAddress, let other = b.baseAddress else { return true }
    return memcmp(one, other, a.count) == 0
  }

  /// The first value, "" where there is none.
  private static func first(_ values: UnsafeRawBufferPointer) -> String {
    var fields = WireFields(values)
    guard let count = fields.u16(), count > 0, let length = fields.u32(),
      let bytes = fields.bytes(Int(length))
    else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Three finite numbers; nil leaves the judgement to `InstanceParsing`.
  private static func position(_ values: UnsafeRawBufferPointer) -> Position? {
    var fields = WireFields(values)
    guard fields.u16() == 3 else { return nil }
    var result = Position.zero
    for n in 0..<3 {
      guard let length = fields.u32(), let bytes = fields.bytes(Int(length)),
        let number = decimalNumber(String(decoding: bytes, as: UTF8.self)),
        abs(number) <= VolumeGeometry.farthest
      else { return nil }
      result[n] = number
    }
    return result
  }
}

/// The layout of a header answer, walked without copying. docs/worker-protocol.md is the text.
private struct HeaderLayout {
  let start: UnsafeRawBufferPointer
  let facts: UInt32
  let claimed: UInt64
  let present: UInt64
  let lists: UInt32
  let attributes: UInt16
  private var fields: WireFields

  init?(_ body: UnsafeRawBufferPointer) {
    fields = WireFields(body)
    guard let length = fields.u32(), let syntax = fields.bytes(Int(length)),
      let facts = fields.u32(), fields.u64() != nil, let claimed = fields.u64(),
      let present = fields.u64(), let lists = fields.u32(), let attributes = fields.u16()
    else { return nil }
    start = syntax
    (self.facts, self.claimed, self.present) = (facts, claimed, present)
    (self.lists, self.attributes) = (lists, attributes)
  }

  /// Same transfer syntax, facts and number of attributes, and all of Pixel Data there.
  func hasSameStart(as other: HeaderLayout) -> Bool {
    start.elementsEqual(other.start) && facts == other.facts && claimed == other.claimed
      && lists == 1 && other.lists == 1 && attributes == other.attributes
      && (facts & DICOM_WIRE_ENCAPSULATED != 0 || other.present >= claimed)
  }

  /// The next attribute: its tag, and all that follows it.
  mutating func next() -> (tag: UInt32, values: UnsafeRawBufferPointer)? {
    guard let group = fields.u16(), let element = fields.u16(), fields.u16() != nil else {
      return nil
    }
    let from = fields
    guard let count = fields.u16() else { return nil }
    for _ in 0..<count {
      guard let length = fields.u32(), fields.bytes(Int(length)) != nil else { return nil }
    }
    return (UInt32(group) << 16 | UInt32(element), from.bytes(upTo: fields))
  }

  var isAtEnd: Bool { fields.isAtEnd }
}

/// Reads little-endian fields out of bytes that somebody else keeps; nil past their end.
struct WireFields {
  private let bytes: UnsafeRawBufferPointer
  private var at = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { at == bytes.count }

  mutating func u16() -> UInt16? { integer(UInt16.self) }
  mutating func u32() -> UInt32? { integer(UInt32.self) }
  mutating func u64() -> UInt64? { integer(UInt64.self) }

  mutating func bytes(_ count: Int) -> UnsafeRawBufferPointer? {
    guard bytes.count - at >= count else { return nil }
    defer { at += count }
    return UnsafeRawBufferPointer(rebasing: bytes[at..<at + count])
  }

  /// From here to where `later`, of the same bytes, stands.
  func bytes(upTo later: WireFields) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[at..<later.at])
  }

  private mutating func integer<T: FixedWidthInteger>(_: T.Type) -> T? {
    guard bytes.count - at >= MemoryLayout<T>.size else { return nil }
    defer { at += MemoryLayout<T>.size }
    return T(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: T.self))
  }
}
