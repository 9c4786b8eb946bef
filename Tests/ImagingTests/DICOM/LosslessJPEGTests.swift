import Foundation
import TestSupport
import Testing

@testable import Imaging

/// The worker's own decoder of lossless JPEG, against streams whose samples are known.
struct LosslessJPEGTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// The stored values that the reader finds in a file with this stream.
  private func decoded(
    _ stream: [UInt8], columns: Int, rows: Int, bits: Int, allocated: Int = 16
  ) async throws -> [Int] {
    var file = DICOMFileWriter.ctSlice(columns: columns, rows: rows, z: 0, number: 1) { _, _ in 0 }
    file.transferSyntax = "1.2.840.10008.1.2.4.57"
    file.fragments = [stream]
    file.set(0x0028_0100, "US", [UInt16(allocated)])
    file.set(0x0028_0101, "US", [UInt16(bits)])
    file.set(0x0028_0102, "US", [UInt16(bits - 1)])
    file.set(0x0028_0103, "US", [0])
    file.set(0x0028_1052, "DS", "0")
    try file.write(to: folder.file("one"))
    let reader = DICOMReader(workers: 1)
    let index = try await reader.index(paths: [folder.file("one")])
    let volume = try await reader.load(
      try #require(index.patients.first?.studies.first?.series.first))
    return (0..<columns * rows).map {
      Int(volume.hounsfieldUnits(i: $0 % columns, j: $0 / columns, slice: 0))
    }
  }

  private func image(
    columns: Int, rows: Int, precision: Int, _ random: inout SplitMix64
  ) -> LosslessJPEGWriter {
    // Smooth, noisy and of two values: all categories of differences.
    let kind = Int.random(in: 0..<3, using: &random)
    let top = 1 << precision - 1
    let samples = (0..<columns * rows).map { place in
      switch kind {
      case 0: Int.random(in: 0...top, using: &random)
      case 1: min(top, top / 2 + place % 3)
      default: Bool.random(using: &random) ? top : 0
      }
    }
    var writer = LosslessJPEGWriter(columns: columns, rows: rows, samples: samples)
    writer.precision = precision
    return writer
  }

  @Test(arguments: 1...7)
  func everyPredictorAndPrecisionIsExact(predictor: Int) async throws {
    var random = SplitMix64(seed: UInt64(predictor))
    for precision in 2...16 {
      let (columns, rows) = (
        Int.random(in: 1...40, using: &random), Int.random(in: 1...30, using: &random)
      )
      var writer = image(columns: columns, rows: rows, precision: precision, &random)
      writer.predictor = predictor
      writer.restartRows = [0, 0, 1, 3].randomElement(using: &random) ?? 0
      writer.pointTransform = [0, 0, precision / 2].randomElement(using: &random) ?? 0
      // Also codes too long for the decoder's table.
      if Bool.random(using: &random) { writer.codeLengths = Array(1...15) + [16, 16] }
      let allocated = precision <= 8 && Bool.random(using: &random) ? 8 : 16
      let stored = try await decoded(
        writer.bytes, columns: columns, rows: rows, bits: precision, allocated: allocated)
      let kept = writer.samples.map { ($0 >> writer.pointTransform) << writer.pointTransform }
      #expect(stored == kept, "\(precision) bits, \(columns)×\(rows)")
    }
  }

  @Test func aStreamCutShortAnywhereIsRefused() async throws {
    var random = SplitMix64(seed: 3)
    let writer = image(columns: 20, rows: 10, precision: 12, &random)
    let whole = writer.bytes
    for cut in stride(from: 60, to: whole.count - 4, by: 23) {
      await #expect(throws: DICOMError.self) {
        try await decoded(whole[..<cut] + [0xFF, 0xD9], columns: 20, rows: 10, bits: 12)
      }
    }
  }

  @Test func aMissingRestartMarkerIsRefused() async throws {
    var random = SplitMix64(seed: 4)
    var writer = image(columns: 20, rows: 10, precision: 12, &random)
    writer.restartRows = 2
    var bytes = writer.bytes
    let marker = try #require(
      bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xD1 })
    bytes[marker + 1] = 0xD2
    await #expect(throws: DICOMError.self) {
      try await decoded(bytes, columns: 20, rows: 10, bits: 12)
    }
  }

  @Test func aCodeThatIsNoneIsRefused() async throws {
    // All ones is no code of this table, and what follows the first samples is made all ones.
    let writer = LosslessJPEGWriter(
      columns: 16, rows: 16, samples: Array(repeating: 0x8000, count: 256))
    var bytes = writer.bytes
    for index in bytes.count - 40..<bytes.count - 2 { bytes[index] = index % 2 == 0 ? 0xFF : 0 }
    await #expect(throws: DICOMError.self) {
      try await decoded(bytes, columns: 16, rows: 16, bits: 16)
    }
  }
}
