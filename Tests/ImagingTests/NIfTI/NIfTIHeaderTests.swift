import Foundation
import TestSupport
import Testing

@testable import Imaging

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

/// N5: voxels that are no HU.
@Test(arguments: [
  (128, "RGB24"), (2304, "RGBA32"), (32, "complex64"), (1792, "complex128"), (1, ""),
])
func typesThatHoldNoHounsfieldUnitsAreRefusedByName(code: Int, name: String) throws {
  let folder = try TemporaryFolder()
  let bytes = header {
    $0[70] = UInt8(code & 0xFF)
    $0[71] = UInt8(code >> 8)
  }
  try Data(bytes + [UInt8](repeating: 0, count: 4 + 24 * 16)).write(
    to: URL(fileURLWithPath: folder.file("a.nii")))
  let file = try NIfTIFile(path: folder.file("a.nii"))
  let error = #expect(throws: NIfTIError.self) { try file.load() }
  #expect("\(String(describing: error))".contains("\(code)"))
}

/// N10: the sign of a spacing means nothing; N2: pixdim[0] = −1 mirrors the slices of a qform.
@Test func aNegativeQfacTurnsTheSlicesRound() throws {
  func affine(qfac: Float) throws -> Affine {
    let read = try NIfTIHeader(
      bytes: header { bytes in
        for b in 0..<4 {
          bytes[76 + b] = UInt8(truncatingIfNeeded: qfac.bitPattern >> (8 * UInt32(b)))
          bytes[80 + b] = UInt8(truncatingIfNeeded: Float(-2).bitPattern >> (8 * UInt32(b)))
        }
        bytes[252] = 1
      }, path: "a.nii")
    return try read.geometry().0.affine
  }
  #expect(try affine(qfac: 1).k == [0, 0, 1])
  #expect(try affine(qfac: 0).k == [0, 0, 1])
  #expect(try affine(qfac: -1).k == [0, 0, -1])
  #expect(try affine(qfac: 1).i == [-2, 0, 0])
}

/// A matrix that no scan has is refused before anything is drawn from it.
@Test(arguments: [Float(0), 1e-9, 1e9, .nan, .infinity])
func aSpacingThatCannotBeIsRefused(spacing: Float) throws {
  let read = try NIfTIHeader(
    bytes: header { bytes in
      for b in 0..<4 {
        bytes[80 + b] = UInt8(truncatingIfNeeded: spacing.bitPattern >> (8 * UInt32(b)))
      }
    }, path: "a.nii")
  #expect(throws: NIfTIError.self) { try read.geometry() }
}
