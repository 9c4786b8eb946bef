import Imaging
import Testing

/// A valid NIfTI-1 header of a 4×3×2 int16 image, little endian.
private func header(_ change: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: 348)
  func put(_ value: Int16, at offset: Int) {
    bytes[offset] = UInt8(truncatingIfNeeded: value)
    bytes[offset + 1] = UInt8(truncatingIfNeeded: value >> 8)
  }
  bytes[0...1] = [0x5C, 0x01]
  for (n, size) in [Int16(3), 4, 3, 2, 1, 1, 1, 1].enumerated() { put(size, at: 40 + 2 * n) }
  put(4, at: 70)
  for n in 0..<4 {
    let one = Float(1).bitPattern
    for b in 0..<4 { bytes[76 + 4 * n + b] = UInt8(truncatingIfNeeded: one >> (8 * UInt32(b))) }
  }
  bytes[344...346] = [0x6E, 0x2B, 0x31]
  change(&bytes)
  return bytes
}

@Test func aValidHeaderIsRead() throws {
  let read = try NIfTIHeader(bytes: header(), path: "a.nii")
  #expect(read.dim == [3, 4, 3, 2, 1, 1, 1, 1])
  #expect(read.datatype == 4)
}

@Test func aNegativeDimensionIsRefusedByTheFieldsName() {
  let bytes = header { $0[42...43] = [0xFF, 0xFF] }
  #expect(throws: NIfTIError.field("dim[1]", value: "-1", mustBe: "1 to 1000000")) {
    try NIfTIHeader(bytes: bytes, path: "a.nii")
  }
}

@Test func aTimeSeriesIsRefusedByTheFieldsName() {
  let bytes = header {
    $0[40] = 4
    $0[48] = 7
  }
  #expect(
    throws: NIfTIError.field(
      "dim[4]", value: "7", mustBe: "1: only three-dimensional images are opened")
  ) { try NIfTIHeader(bytes: bytes, path: "a.nii") }
}

@Test func everyTruncationOfAHeaderIsRefused() {
  for count in 0..<348 {
    #expect(throws: NIfTIError.self) {
      try NIfTIHeader(bytes: Array(header().prefix(count)), path: "a.nii")
    }
  }
}
