import DicomWire

/// What one file says of itself: the answer to a header request, unpacked but not yet judged.
struct FileHeader {
  /// One list of attributes: the data set's, or a functional group's.
  typealias Attributes = [DICOMTag: [String]]

  var transferSyntax: String
  var facts: UInt32
  var fileBytes: UInt64
  /// Bytes that Pixel Data claims; `UInt64.max` when encapsulated.
  var pixelBytesClaimed: UInt64
  /// Bytes from the start of its value to the end of the file.
  var pixelBytesPresent: UInt64
  var dataSet: Attributes
  /// Shared functional groups first, then one list for each frame; empty for a plain image. Of a
  /// DICOMDIR: the records that name files.
  var frameGroups: [Attributes]

  func has(_ fact: UInt32) -> Bool { facts & fact != 0 }

  init(_ payload: [UInt8]) throws(WireGarbage) {
    var reader = WireReader(payload)
    transferSyntax = try reader.text()
    facts = try reader.integer(UInt32.self)
    fileBytes = try reader.integer(UInt64.self)
    pixelBytesClaimed = try reader.integer(UInt64.self)
    pixelBytesPresent = try reader.integer(UInt64.self)
    let lists = Int(try reader.integer(UInt32.self))
    guard lists >= 1, lists <= 2 + Int(DICOM_WIRE_MAX_FRAMES) else {
      throw WireGarbage(reason: "an answer has \(lists) lists")
    }
    dataSet = try Self.list(&reader)
    frameGroups = []
    for _ in 1..<lists { frameGroups.append(try Self.list(&reader)) }
    try reader.expectEnd()
  }

  private static func list(_ reader: inout WireReader) throws(WireGarbage) -> Attributes {
    var list: Attributes = [:]
    let count = Int(try reader.integer(UInt16.self))
    list.reserveCapacity(min(count, Int(DICOM_WIRE_MAX_WANTED)))
    for _ in 0..<count {
      let group = try reader.integer(UInt16.self)
      let element = try reader.integer(UInt16.self)
      _ = try reader.integer(UInt16.self)
      var values: [String] = []
      for _ in 0..<(try reader.integer(UInt16.self)) { values.append(try reader.text()) }
      // The first of a repeated attribute stands: DICOM allows none.
      let tag = DICOMTag(group, element, "", "")
      if list[tag] == nil { list[tag] = values }
    }
    return list
  }
}

/// A value that does not mean what its attribute must mean; the description is a sentence.
struct BadAttribute: Error, CustomStringConvertible {
  var description: String

  init(_ tag: DICOMTag, _ values: [String], _ problem: String) {
    let shown = values.prefix(6).joined(separator: "\\")
    description = "\(tag) is \"\(DisplayText.safe(shown))\": \(problem)"
  }

  init(missing tag: DICOMTag) { description = "\(tag) is missing" }
  init(_ sentence: String) { description = sentence }
}

extension FileHeader.Attributes {
  func text(_ tag: DICOMTag) -> String { self[tag]?.first ?? "" }

  /// The values as one: a backslash in what tells people apart is no reason to drop what follows it.
  func whole(_ tag: DICOMTag) -> String { self[tag]?.joined(separator: "\\") ?? "" }

  /// All values as finite numbers; nil when absent or empty.
  func decimals(_ tag: DICOMTag) throws(BadAttribute) -> [Double]? {
    guard let values = self[tag], !values.isEmpty else { return nil }
    var numbers: [Double] = []
    for value in values {
      guard let number = decimalNumber(value) else {
        throw BadAttribute(tag, values, "not a number")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// Exactly `count` finite numbers; nil when absent or empty.
  func decimals(_ tag: DICOMTag, count: Int) throws(BadAttribute) -> [Double]? {
    guard let numbers = try decimals(tag) else { return nil }
    guard numbers.count == count else {
      throw BadAttribute(tag, self[tag] ?? [], "\(count) numbers are needed")
    }
    return numbers
  }

  func decimal(_ tag: DICOMTag) throws(BadAttribute) -> Double? {
    try decimals(tag)?.first
  }

  func whole(_ tag: DICOMTag) throws(BadAttribute) -> Int? {
    guard let values = self[tag], let first = values.first else { return nil }
    guard let number = Int(first) else { throw BadAttribute(tag, values, "not a whole number") }
    return number
  }

  /// A whole number that only sorts or labels: nil where it is not one.
  func label(_ tag: DICOMTag) -> Int? { Int(text(tag)) }
}

/// A DS value: a finite decimal number, nothing else. Swift's own parser also takes "nan", "inf" and
/// hexadecimal. Source: PS3.5 table 6.2-1.
func decimalNumber(_ text: String) -> Double? {
  let allowed = text.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
  guard allowed, let number = Double(text), number.isFinite else { return nil }
  return number
}
