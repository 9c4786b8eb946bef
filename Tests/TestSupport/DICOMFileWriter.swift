import Foundation

/// Writes small DICOM files, explicit VR little endian, for tests that need no other tool.
public struct DICOMFileWriter {
  /// Values by `group << 16 | element`, with their VR.
  private var elements: [UInt32: (vr: String, bytes: [UInt8])] = [:]
  public var transferSyntax = "1.2.840.10008.1.2.1"
  /// Encapsulated Pixel Data, instead of the element's plain one; an empty offset table goes before.
  public var fragments: [[UInt8]]?

  public init() {}

  /// One axial CT slice of `columns × rows` at height `z`, 0.5 mm pixels, 1 HU a step with
  /// intercept −1024, every stored value from `value(column, row)`.
  public static func ctSlice(
    columns: Int = 8, rows: Int = 6, z: Double, number: Int, series: String = "1.2.3.4",
    value: (Int, Int) -> Int16
  ) -> DICOMFileWriter {
    var file = DICOMFileWriter()
    file.set(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.2")
    file.set(0x0008_0018, "UI", "\(series).\(number)")
    file.set(0x0008_0060, "CS", "CT")
    file.set(0x0010_0010, "PN", "Test^Phantom")
    file.set(0x0010_0020, "LO", "T1")
    file.set(0x0018_0050, "DS", "2")
    file.set(0x0020_000D, "UI", "1.2.3")
    file.set(0x0020_000E, "UI", series)
    file.set(0x0020_0013, "IS", "\(number)")
    file.set(0x0020_0032, "DS", "-10\\-20\\\(z)")
    file.set(0x0020_0037, "DS", "1\\0\\0\\0\\1\\0")
    file.set(0x0020_0052, "UI", "1.2.3.9")
    file.set(0x0028_0002, "US", [1])
    file.set(0x0028_0004, "CS", "MONOCHROME2")
    file.set(0x0028_0010, "US", [UInt16(rows)])
    file.set(0x0028_0011, "US", [UInt16(columns)])
    file.set(0x0028_0030, "DS", "0.5\\0.5")
    file.set(0x0028_0100, "US", [16])
    file.set(0x0028_0101, "US", [16])
    file.set(0x0028_0102, "US", [15])
    file.set(0x0028_0103, "US", [1])
    file.set(0x0028_1052, "DS", "-1024")
    file.set(0x0028_1053, "DS", "1")
    let stored = (0..<rows).flatMap { row in (0..<columns).map { value($0, row) } }
    file.set(0x7FE0_0010, "OW", stored.map { UInt16(bitPattern: $0) })
    return file
  }

  public mutating func set(_ tag: UInt32, _ vr: String, _ text: String) {
    set(tag, vr, bytes: Array(text.utf8))
  }

  public mutating func set(_ tag: UInt32, _ vr: String, _ numbers: [UInt16]) {
    set(tag, vr, bytes: numbers.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
  }

  public mutating func set(_ tag: UInt32, _ vr: String, bytes: [UInt8]) {
    let padding: UInt8 = vr == "UI" || vr == "OB" ? 0 : 0x20
    elements[tag] = (vr, bytes.count % 2 == 0 ? bytes : bytes + [padding])
  }

  /// A sequence of items of defined length.
  public mutating func set(_ tag: UInt32, items: [DICOMFileWriter]) {
    let bytes = items.flatMap { item -> [UInt8] in
      let body = item.encoded
      let length = (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (8 * $0)) }
      return [0xFE, 0xFF, 0x00, 0xE0] + length + body
    }
    set(tag, "SQ", bytes: bytes)
  }

  public mutating func remove(_ tag: UInt32) { elements[tag] = nil }

  public var bytes: [UInt8] {
    var meta = DICOMFileWriter()
    meta.set(0x0002_0010, "UI", transferSyntax)
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + meta.encoded + encoded
  }

  public func write(to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private var encoded: [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let plain = elements.filter { fragments == nil || $0.key != 0x7FE0_0010 }
    let listed = plain.sorted { $0.key < $1.key }.flatMap { tag, element -> [UInt8] in
      let head = little(Int(tag >> 16), 2) + little(Int(tag & 0xFFFF), 2) + Array(element.vr.utf8)
      let isLong = ["OB", "OW", "SQ", "UN", "UT"].contains(element.vr)
      let length =
        isLong ? [0, 0] + little(element.bytes.count, 4) : little(element.bytes.count, 2)
      return head + length + element.bytes
    }
    guard let fragments else { return listed }
    let items = ([[]] + fragments).flatMap { bytes in
      let padded = bytes.count % 2 == 0 ? bytes : bytes + [0]
      return [0xFE, 0xFF, 0x00, 0xE0] + little(padded.count, 4) + padded
    }
    return listed + [0xE0, 0x7F, 0x10, 0x00, 0x4F, 0x42, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF] + items
      + [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]
  }
}
