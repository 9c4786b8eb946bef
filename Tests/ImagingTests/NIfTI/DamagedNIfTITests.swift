import Foundation
import TestSupport
import Testing

@testable import Imaging

/// A NIfTI-1 file of 4×3×`slices` voxels of uint64, little endian.
private func file(
  value: UInt64 = 5, slope: Float = 1, intercept: Float = 0, voxOffset: Float = 352, slices: Int16 = 2
) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: 352)
  func put<T>(_ value: T, at offset: Int) {
    withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
  }
  put(Int32(348), at: 0)
  for (n, size) in [3, 4, 3, slices, 1, 1, 1, 1].enumerated() { put(size, at: 40 + 2 * n) }
  put(Int16(1280), at: 70)
  put(Int16(64), at: 72)
  for n in 0..<4 { put(Float(1), at: 76 + 4 * n) }
  put(voxOffset, at: 108)
  put(slope, at: 112)
  put(intercept, at: 116)
  bytes[344...346] = [0x6E, 0x2B, 0x31]
  for _ in 0..<12 * Int(slices) { withUnsafeBytes(of: value) { bytes += $0 } }
  return bytes
}

struct DamagedNIfTITests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func written(_ bytes: [UInt8], _ name: String = "a.nii") throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
    return folder.file(name)
  }

  @Test func anInterceptThatCancelsHugeValuesEndsNothing() throws {
    let path = try written(file(value: .max, intercept: -18_446_744_073_709_551_616))
    let volume = try NIfTIFile(path: path).load()
    #expect(volume.hounsfieldUnits(i: 0, j: 0, slice: 0) == 0)
  }

  @Test func anOffsetBeyondAllReasonIsRefusedByItsName() throws {
    let path = try written(file(voxOffset: 3e10))
    #expect { try NIfTIFile(path: path).load() } throws: {
      guard case NIfTIError.field("vox_offset", _, _) = $0 else { return false }
      return true
    }
  }

  /// Stored blocks alone: whatever is flipped in them still inflates.
  private func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    for start in stride(from: 0, to: bytes.count, by: 65_535) {
      let part = bytes[start..<min(bytes.count, start + 65_535)]
      let length = UInt16(part.count)
      packed.append(part.endIndex == bytes.count ? 1 : 0)
      for word in [length, ~length] { packed += [UInt8(word & 0xFF), UInt8(word >> 8)] }
      packed += part
    }
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    for word in [~crc, UInt32(bytes.count)] {
      for shift in [0, 8, 16, 24] { packed.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
    }
    return packed
  }

  @Test func aFlippedBitInACompressedFileIsNoticed() throws {
    let sound = gzip(file(slices: 2000))
    let volume = try NIfTIFile(path: try written(sound, "sound.nii.gz")).load()
    #expect(volume.hounsfieldUnits(i: 3, j: 2, slice: 1) == 5)
    var flipped = sound
    flipped[flipped.count - 20] ^= 1
    let path = try written(flipped, "flipped.nii.gz")
    #expect(throws: NIfTIError.self) { try NIfTIFile(path: path).load() }
  }

  @Test func aFilesNameReachesNoTerminalThroughItsId() throws {
    let path = try written(file(), "\u{1B}]52;c;x\u{7}.nii")
    let series = try NIfTIFile(path: path).series()
    #expect(!series.id.unicodeScalars.contains { $0.value < 0x20 })
    #expect(try NIfTIFile(path: path).load().geometry.dimensions.z == 2)
  }

  @Test func aPairIsMarkedByBothItsFiles() throws {
    var header = Array(file().prefix(348))
    header[345] = 0x69
    let path = try written(header, "pair.hdr")
    _ = try written(Array(file().dropFirst(352)), "pair.img")
    let series = try NIfTIFile(path: path).series()
    let before = try series.sourceMark()
    #expect(try series.sourceMark() == before)
    _ = try written(Array(file(value: 6).dropFirst(352)), "pair.img")
    #expect(try series.sourceMark() != before)
  }
}
