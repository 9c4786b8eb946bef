import Foundation

/// A DICOM data set in explicit VR, little-endian, as it is written to a Part-10 file.
///
/// Source: DICOM PS3.5 section 7.1 (data elements), A.4 (encapsulation), G (RLE), PS3.10 section 7.
struct DICOMEncoder {
  enum TransferSyntax: String {
    case explicitLittleEndian = "1.2.840.10008.1.2.1"
    case rle = "1.2.840.10008.1.2.5"
  }

  private(set) var bytes: [UInt8] = []

  mutating func text(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: String) {
    var raw = Array(value.utf8)
    if raw.count % 2 == 1 { raw.append(vr == "UI" ? 0 : 0x20) }
    header(group, element, vr, raw.count)
    bytes += raw
  }

  mutating func short(_ group: UInt16, _ element: UInt16, _ value: UInt16) {
    header(group, element, "US", 2)
    put(value)
  }

  mutating func long(_ group: UInt16, _ element: UInt16, _ value: UInt32) {
    header(group, element, "UL", 4)
    put(value)
  }

  /// Decimal strings, 16 characters each at most.
  mutating func decimals(_ group: UInt16, _ element: UInt16, _ values: [Double]) {
    text(group, element, "DS", values.map(Self.decimal).joined(separator: "\\"))
  }

  /// As many digits as 16 characters hold.
  static func decimal(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e12 { return String(Int(value)) }
    for digits in stride(from: 12, through: 1, by: -1) {
      let text = String(format: "%.\(digits)f", value)
      if text.count <= 16 { return text }
    }
    return String(format: "%.8g", value)
  }

  mutating func binary(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: [UInt8]) {
    bytes.reserveCapacity(bytes.count + value.count + 16)
    header(group, element, vr, value.count)
    bytes += value
  }

  /// Pixel data of one frame, in one fragment after an empty offset table.
  mutating func encapsulated(_ fragment: [UInt8]) {
    put(0x7FE0 as UInt16)
    put(0x0010 as UInt16)
    bytes += Array("OB".utf8) + [0, 0]
    put(UInt32.max)
    item(0xE000, 0)
    item(0xE000, UInt32(fragment.count + fragment.count % 2))
    bytes += fragment
    if fragment.count % 2 == 1 { bytes.append(0) }
    item(0xE0DD, 0)
  }

  private mutating func item(_ element: UInt16, _ length: UInt32) {
    put(0xFFFE as UInt16)
    put(element)
    put(length)
  }

  private mutating func header(_ group: UInt16, _ element: UInt16, _ vr: String, _ count: Int) {
    put(group)
    put(element)
    bytes += Array(vr.utf8)
    if ["OB", "OW", "UN", "SQ", "UT"].contains(vr) {
      bytes += [0, 0]
      put(UInt32(count))
    } else {
      put(UInt16(count))
    }
  }

  private mutating func put(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  /// The whole file: preamble, file meta information, data set.
  static func file(
    _ dataSet: DICOMEncoder, sopClass: String, sopInstance: String, syntax: TransferSyntax
  ) -> [UInt8] {
    var meta = DICOMEncoder()
    meta.binary(2, 1, "OB", [0, 1])
    meta.text(2, 2, "UI", sopClass)
    meta.text(2, 3, "UI", sopInstance)
    meta.text(2, 0x10, "UI", syntax.rawValue)
    // A UUID-derived UID names this implementation.
    meta.text(2, 0x12, "UI", "2.25.156212793428714352147063286491352761845")
    meta.text(2, 0x13, "SH", "SPINETUI_PHANTOM")
    var start = DICOMEncoder()
    start.long(2, 0, UInt32(meta.bytes.count))
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + start.bytes + meta.bytes
      + dataSet.bytes
  }
}

/// DICOM's RLE: PackBits over the high bytes, then over the low bytes.
enum RunLength {
  /// - Parameter pixels: 16-bit pixels of one frame, row by row.
  static func encoded(_ pixels: UnsafeBufferPointer<UInt16>, columns: Int) -> [UInt8] {
    var high = [UInt8](repeating: 0, count: pixels.count)
    var low = high
    for n in 0..<pixels.count {
      high[n] = UInt8(pixels[n] >> 8)
      low[n] = UInt8(truncatingIfNeeded: pixels[n])
    }
    var out = [UInt8](repeating: 0, count: 64)
    out.reserveCapacity(pixels.count * 2)
    out[0] = 2
    func mark(_ place: Int, _ value: Int) {
      for b in 0..<4 { out[place + b] = UInt8(truncatingIfNeeded: value >> (8 * b)) }
    }
    mark(4, out.count)
    pack(high, columns, &out)
    mark(8, out.count)
    pack(low, columns, &out)
    return out
  }

  /// PackBits of each row on its own, as PS3.5 G.3.1 asks, padded to an even length.
  private static func pack(_ bytes: [UInt8], _ columns: Int, _ out: inout [UInt8]) {
    bytes.withUnsafeBufferPointer { p in
      for row in stride(from: 0, to: p.count, by: columns) {
        let end = row + columns
        var n = row
        while n < end {
          var run = 1
          while n + run < end, run < 128, p[n + run] == p[n] { run += 1 }
          if run >= 3 {
            out.append(UInt8(257 - run))
            out.append(p[n])
            n += run
            continue
          }
          var stop = n + 1
          while stop < end, stop - n < 128 {
            if stop + 2 < end, p[stop] == p[stop + 1], p[stop] == p[stop + 2] { break }
            stop += 1
          }
          out.append(UInt8(stop - n - 1))
          out.append(contentsOf: p[n..<stop])
          n = stop
        }
      }
    }
    if out.count % 2 == 1 { out.append(0) }
  }
}
