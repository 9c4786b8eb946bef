import Foundation
import TestSupport
import Testing

@testable import Imaging

/// High-throughput JPEG 2000 by OpenJPH (`Tests/Conformance/make_htj2k.py`), read by OpenJPEG.
struct HTJ2KTests {
  private static let (columns, rows) = (48, 40)
  private let folder: TemporaryFolder
  private let reader = DICOMReader(workers: 1)
  init() throws { folder = try TemporaryFolder() }

  private static func fixture(_ name: String) throws -> [UInt8] {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: url.appendingPathComponent("Fixtures/\(name)")))
  }

  /// Air, a disc of soft tissue with a slope, bone in it.
  private static let neck = grid { x, y in
    let speckle = (x * 7919 + y * 104_729) % 37
    if (x - 20) * (x - 20) + (y - 24) * (y - 24) < 40 { return 900 + 4 * speckle }
    let isInside = (x - 24) * (x - 24) + (y - 20) * (y - 20) < 300
    return isInside ? 5 * x - 3 * y + speckle : speckle - 1000
  }

  /// Every bit of 16, both signs.
  private static let noise = grid { x, y in
    (x * 40_503 + y * 30_011 + x * y * 257) % 65_536 - 32_768
  }

  private static func grid(_ value: (Int, Int) -> Int) -> [Int] {
    (0..<rows).flatMap { y in (0..<columns).map { x in value(x, y) } }
  }

  /// The stored values that the reader finds in a file with this stream.
  private func stored(
    _ stream: [UInt8]?, bits: Int = 16, signed: Bool = true, columns: Int = columns,
    syntax: String = "201"
  ) async throws -> [Int] {
    var file = DICOMFileWriter.ctSlice(columns: columns, rows: Self.rows, z: 0, number: 1) {
      _, _ in 0
    }
    file.transferSyntax = "1.2.840.10008.1.2.4.\(syntax)"
    file.fragments = stream.map { [$0] }
    file.set(0x0028_0101, "US", [UInt16(bits)])
    file.set(0x0028_0102, "US", [UInt16(bits - 1)])
    file.set(0x0028_0103, "US", [signed ? 1 : 0])
    file.set(0x0028_1052, "DS", "0")
    try file.write(to: folder.file("one"))
    let index = try await reader.index(paths: [folder.file("one")])
    let volume = try await reader.load(
      try #require(index.patients.first?.studies.first?.series.first))
    return (0..<columns * Self.rows).map {
      Int(volume.hounsfieldUnits(i: $0 % columns, j: $0 / columns, slice: 0))
    }
  }

  private func reason(_ stream: [UInt8]?, syntax: String = "201") async throws -> String {
    do {
      _ = try await stored(stream, syntax: syntax)
    } catch let error as DICOMError {
      return error.description
    }
    return "it was read"
  }

  @Test(arguments: ["201", "202", "203"])
  func aLosslessImageIsItsOriginal(syntax: String) async throws {
    let neck = Self.neck
    #expect(try await stored(Self.fixture("neck-16s.j2c"), syntax: syntax) == neck)
    let unsigned = try await stored(
      Self.fixture("neck-12u.j2c"), bits: 12, signed: false, syntax: syntax)
    #expect(unsigned == neck.map { $0 + 2048 })
    #expect(try await stored(Self.fixture("parts-12s.j2c"), bits: 12, syntax: syntax) == neck)
    #expect(try await stored(Self.fixture("noise-16s.j2c"), syntax: syntax) == Self.noise)
    let tiles = try await stored(Self.fixture("tiles-16u.j2c"), signed: false, syntax: syntax)
    #expect(tiles == Self.noise.map { $0 + 32_768 })
  }

  @Test(arguments: [("lossy-16s", 16, true), ("lossy-12u", 12, false)])
  func aLossyImageIsThatOfOpenJPH(name: String, bits: Int, signed: Bool) async throws {
    let values = try await stored(
      Self.fixture("\(name).j2c"), bits: bits, signed: signed, syntax: "203")
    let bytes = try Self.fixture("\(name).pixels")
    let peers = (0..<values.count).map {
      Int(Int16(bitPattern: UInt16(bytes[2 * $0]) | UInt16(bytes[2 * $0 + 1]) << 8))
    }
    // Rounding after the wavelet of real numbers.
    #expect(zip(values, peers).allSatisfy { abs($0 - $1) <= 1 })
  }

  /// The stream itself says how its blocks are coded, and its pixels are the same for every reader.
  @Test func theStreamAndNotTheSyntaxSaysHowBlocksAreCoded() async throws {
    for syntax in ["90", "91"] {
      #expect(try await stored(Self.fixture("neck-16s.j2c"), syntax: syntax) == Self.neck)
    }
    for syntax in ["201", "202", "203"] {
      #expect(try await stored(Self.fixture("plain-16s.j2k"), syntax: syntax) == Self.neck)
    }
  }

  @Test func whatIsNoStreamOrOfAnotherSizeIsRefused() async throws {
    #expect(try await reason([UInt8](repeating: 7, count: 4000)).contains("is no JPEG 2000 stream"))
    #expect(try await reason(nil).contains("is not encapsulated"))
    let stream = try Self.fixture("neck-16s.j2c")
    await #expect {
      try await stored(stream, columns: 49)
    } throws: { "\($0)".contains("is 48×40 pixels, the header says 49×40") }
    await #expect {
      try await stored(stream, signed: false)
    } throws: { "\($0)".contains("negative values") }
  }

  @Test(arguments: ["neck-16s.j2c", "parts-12s.j2c", "tiles-16u.j2c"])
  func aStreamCutShortAnywhereIsRefused(name: String) async throws {
    let whole = try Self.fixture(name)
    let header = parts(whole)[0].count
    for cut in stride(from: header + 12, to: whole.count - 2, by: 97) {
      #expect(try await reason(whole[..<cut] + [0xFF, 0xD9]).contains("cut short"), "\(cut)")
      #expect(try await reason(Array(whole[..<cut])).contains("cut short"), "\(cut)")
    }
    for cut in stride(from: 2, to: header, by: 7) {
      #expect(try await reason(whole[..<cut] + [0xFF, 0xD9]) != "it was read", "\(cut)")
    }
  }

  /// All that lies between SOT markers, the main header first.
  private func parts(_ stream: [UInt8]) -> [[UInt8]] {
    let starts = stream.indices.filter { stream[$0...].starts(with: [0xFF, 0x90, 0, 10]) }
    return zip([0] + starts, starts + [stream.count - 2]).map { Array(stream[$0..<$1]) }
  }

  @Test(arguments: [("parts-12s.j2c", "201"), ("tiles-16u.j2c", "203")])
  func aStreamWithoutOneOfItsPartsIsRefused(name: String, syntax: String) async throws {
    let all = try parts(Self.fixture(name))
    #expect(all.count > 4)
    for n in 1..<all.count {
      let others = all[..<n] + all[(n + 1)...]
      let reason = try await reason(others.flatMap { $0 } + [0xFF, 0xD9], syntax: syntax)
      #expect(reason.contains("are missing"), "\(n): \(reason)")
    }
  }

  /// It looks whole but for the packets of the finer levels: OpenJPEG draws a blurred picture.
  @Test(arguments: [("neck-16s.j2c", "201"), ("plain-16s.j2k", "90")])
  func aStreamThatEndsBetweenTwoPacketsIsRefused(name: String, syntax: String) async throws {
    let all = try parts(Self.fixture(name))
    #expect(all.count == 2)
    var reasons: [String] = []
    for length in 14..<all[1].count - 1 {
      var part = Array(all[1][..<length])
      part[6...9] = [0, 0, UInt8(length >> 8), UInt8(length & 0xFF)]
      reasons.append(try await reason(all[0] + part + [0xFF, 0xD9], syntax: syntax))
    }
    #expect(!reasons.contains("it was read"))
    #expect(reasons.count { $0.contains("packets are missing") } >= 5)
  }

  @Test func blocksThatOpenJPEGMisreadsAreRefusedByName() async throws {
    let stream = try Self.fixture("neck-16s.j2c")
    let cod = try #require(
      stream.indices.first { stream[$0...].starts(with: [0xFF, 0x52, 0, 12]) })
    var layered = stream
    layered[cod + 7] = 2
    #expect(try await reason(layered).contains("of 2 layers"))
    var mixed = stream
    #expect(mixed[cod + 12] == 0x40)
    mixed[cod + 12] = 0xC0
    #expect(try await reason(mixed).contains("Mixed HT"))
    mixed[cod + 12] = 0x41
    #expect(try await reason(mixed).contains("of other kinds"))
  }

  /// OpenJPEG's assertions among them, which would end the process.
  @Test func damagedBlocksKillNoReader() async throws {
    let stream = try Self.fixture("neck-16s.j2c")
    var reasons: [String] = []
    // Every third byte of the packets, the 35th among them, which breaks an assertion.
    let packets = parts(stream)[0].count + 14
    for place in stride(from: packets + 1, to: stream.count - 2, by: 3) {
      for bits: UInt8 in [0xFF, 0x10] {
        var damaged = stream
        damaged[place] ^= bits
        reasons.append(try await reason(damaged))
      }
    }
    #expect(!reasons.contains { $0.contains("the reader died") })
    #expect(reasons.contains { $0.contains("the decoder's check") })
    #expect(reasons.contains { $0.contains("Malformed HT codeblock") })
  }

  /// The warning about it comes once in a process; the second such frame must not pass.
  @Test func damageThatOpenJPEGNamesOnceIsRefusedEveryTime() async throws {
    for _ in 0..<3 {
      var file = DICOMFileWriter.ctSlice(columns: 8, rows: 8, z: 0, number: 1) { _, _ in 0 }
      file.transferSyntax = "1.2.840.10008.1.2.4.201"
      file.fragments = [try Self.fixture("said-once.j2c")]
      try file.write(to: folder.file("one"))
      let index = try await reader.index(paths: [folder.file("one")])
      let series = try #require(index.patients.first?.studies.first?.series.first)
      await #expect(throws: DICOMError.self) { try await reader.load(series) }
    }
    #expect(try await stored(Self.fixture("neck-16s.j2c")) == Self.neck)
  }
}
