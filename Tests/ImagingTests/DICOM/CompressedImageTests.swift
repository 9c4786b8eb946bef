import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Images compressed by other people's encoders (OpenJPEG, DCMTK) are, bit for bit, their originals.
@Suite(.enabled(if: Python.isAvailable, "needs Python with pylibjpeg-openjpeg (SPINETUI_PYTHON)"))
struct CompressedImageTests {
  private static let corpus = Result {
    let folder = try TemporaryFolder()
    try Python.conformance("make_compressed.py", [folder.path])
    return folder
  }

  private func voxels(_ path: String) async throws -> [Float] {
    let reader = DICOMReader(workers: 1)
    let index = try await reader.index(paths: [path])
    #expect(index.refused.isEmpty)
    let series = try #require(index.patients.first?.studies.first?.series.first)
    let volume = try await reader.load(series)
    let d = volume.geometry.dimensions
    return (0..<d.x * d.y).map { volume.hounsfieldUnits(i: $0 % d.x, j: $0 / d.x, slice: 0) }
  }

  @Test(arguments: ["j2k", "jpeg"])
  func aCompressedImageIsItsOriginal(_ kind: String) async throws {
    let folder = try Self.corpus.get().path
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/coded")
      .filter { $0.hasPrefix(kind) }.sorted()
    #expect(names.count >= 30)
    for name in names {
      let coded = try await voxels("\(folder)/coded/\(name)")
      #expect(try await coded == voxels("\(folder)/raw/\(name)"), "\(name)")
    }
  }

  @Test func aJPEG2000StreamCutShortIsRefused() async throws {
    let folder = try Self.corpus.get().path
    let path = "\(folder)/coded/j2k_12u"
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    // The fragment's start of codestream, and the end of codestream that shall follow the cut.
    let start = try #require(
      whole.indices.dropLast(3).last { whole[$0...].starts(with: [0xFF, 0x4F, 0xFF, 0x51]) })
    let end = try #require(
      whole.indices.dropLast(1).last { whole[$0] == 0xFF && whole[$0 + 1] == 0xD9 })
    for part in 1..<8 {
      var file = DICOMFileWriter.ctSlice(z: 0, number: 1) { _, _ in 0 }
      file.transferSyntax = "1.2.840.10008.1.2.4.90"
      let cut = start + (end - start) * part / 8
      file.fragments = [Array(whole[start..<cut]) + [0xFF, 0xD9]]
      // Rows and columns of the codestream's own SIZ.
      file.set(0x0028_0011, "US", [UInt16(whole[start + 10]) << 8 | UInt16(whole[start + 11])])
      file.set(0x0028_0010, "US", [UInt16(whole[start + 14]) << 8 | UInt16(whole[start + 15])])
      let cutPath = "\(folder)/cut\(part)"
      try file.write(to: cutPath)
      let reader = DICOMReader(workers: 1)
      let index = try await reader.index(paths: [cutPath])
      let series = try #require(index.patients.first?.studies.first?.series.first)
      await #expect(throws: DICOMError.self) { try await reader.load(series) }
    }
  }
}
