import Foundation
import TestSupport
import Testing

@testable import Imaging

/// D8 to D12 and D14 to D19: what one file must be, and what is said of it.
struct FileRuleTests {
  let written: WrittenSeries
  init() throws { written = try WrittenSeries() }

  private func reason(_ change: (inout DICOMFileWriter) -> Void) async throws -> String? {
    var file = WrittenSeries.slice(1, z: 0)
    change(&file)
    let index = try await written.index([file])
    #expect(index.patients.isEmpty)
    return index.refused.first?.reason
  }

  @Test(arguments: [
    (0x0028_0030 as UInt32, "DS", "abc\\0.5"), (0x0028_0030, "DS", "nan\\0.5"),
    (0x0028_0030, "DS", "1e400\\0.5"), (0x0028_0030, "DS", "0\\0"), (0x0028_0030, "DS", "-1\\1"),
    (0x0028_0030, "DS", "0,8\\0,9"), (0x0028_0030, "DS", "0.5"), (0x0028_0030, "DS", "1e-30\\1"),
    (0x0020_0032, "DS", "1\\2"), (0x0020_0032, "DS", "1\\2\\0x10"),
    (0x0020_0032, "DS", "1e300\\0\\0"),
    (0x0020_0037, "DS", "1\\0\\0\\1\\0\\0"), (0x0020_0037, "DS", "2\\0\\0\\0\\2\\0"),
    (0x0020_0037, "DS", "0\\0\\0\\0\\0\\0"), (0x0028_1053, "DS", "0"), (0x0028_1053, "DS", "one"),
    (0x0028_0008, "IS", "1.5"), (0x0028_0008, "IS", "-3"),
  ])
  func aNumberThatCannotBeIsRefusedByItsName(tag: UInt32, vr: String, value: String) async throws {
    let reason = try #require(try await reason { $0.set(tag, vr, value) })
    let group = String(tag >> 16, radix: 16)
    #expect(reason.contains("(00\(group),"), "\(reason)")
  }

  @Test(arguments: [
    ("RGB", 3), ("PALETTE COLOR", 1), ("YBR_FULL_422", 3), ("MONOCHROME2", 3),
  ])
  func colourIsRefusedByName(photometric: String, samples: UInt16) async throws {
    let reason = try await reason {
      $0.set(0x0028_0004, "CS", photometric)
      $0.set(0x0028_0002, "US", [samples])
    }
    #expect(reason?.contains("(0028,0004)") == true || reason?.contains("(0028,0002)") == true)
  }

  @Test(arguments: [
    "1.2.840.10008.1.2.4.92", "1.2.840.10008.1.2.4.110", "1.2.840.10008.1.2.4.102", "1.2.3.4.5",
  ])
  func aTransferSyntaxThatIsNotReadIsRefusedByItsUID(syntax: String) async throws {
    let reason = try await reason { $0.transferSyntax = syntax }
    #expect(reason?.contains(syntax) == true)
  }

  @Test func aModalityLUTIsRefusedAndAMissingRescaleIsSaid() async throws {
    let reason = try await reason { $0.set(0x0028_3000, items: [DICOMFileWriter()]) }
    #expect(reason?.contains("Modality LUT") == true)
    var file = WrittenSeries.slice(1, z: 0)
    file.remove(0x0028_1052)
    let volume = try await written.volumes([file])[0]
    #expect(volume.warnings.map(\.code).contains("no-rescale"))
  }

  @Test(
    arguments: [
      ("01", "12", "1.2.840.10008.1.2.1", "the images were compressed with loss 12:1"),
      ("01", "7.5", "1.2.840.10008.1.2.1", "the images were compressed with loss 7.5:1"),
      ("01", "4\\2.5", "1.2.840.10008.1.2.1", "the images were compressed with loss 10:1"),
      ("01", "", "1.2.840.10008.1.2.1", "the images were compressed with loss"),
      ("00", "", "1.2.840.10008.1.2.1", nil), ("", "", "1.2.840.10008.1.2.1", nil),
      ("", "", "1.2.840.10008.1.2.4.51", "the images were compressed with loss"),
    ] as [(String, String, String, String?)])
  func lossIsSaidWithItsRatio(
    flag: String, ratio: String, syntax: String, sentence: String?
  ) async throws {
    var file = WrittenSeries.slice(1, z: 0)
    if !flag.isEmpty { file.set(0x0028_2110, "CS", flag) }
    if !ratio.isEmpty { file.set(0x0028_2112, "DS", ratio) }
    file.transferSyntax = syntax
    let series = try #require(try await written.series([file]).first)
    #expect(series.warnings.first { $0.code == "lossy" }?.text == sentence)
  }

  /// The range ends have the sign of the pixels, whatever VR the writer chose.
  @Test(arguments: ["US", "SS"])
  func aRangeOfPaddingIsNeitherSeenNorCounted(vr: String) async throws {
    var file = DICOMFileWriter.ctSlice(z: 0, number: 1) { column, _ in
      [-2000, -1990, -1985, 0, 20, 40, 60, 80][column]
    }
    file.set(0x0028_0120, vr, [UInt16(bitPattern: -2000)])
    file.set(0x0028_0121, vr, [UInt16(bitPattern: -1985)])
    let volume = try await written.volumes([file])[0]
    #expect(volume.padding == -3024)
    #expect(volume.range == -1024 ... -944)
    let slice = Reslicer(volume).slice(
      SliceStack(geometry: volume.geometry, orientation: .axial).plane(at: 0))
    #expect(slice.levels(Window(center: -1000, width: 10_000)).prefix(3) == [0, 0, 0])
    #expect(
      slice.levels(Window(center: -1000, width: 10_000), inverted: true).prefix(3) == [0, 0, 0])
    #expect(try #require(Window.auto(for: slice)).width <= 80)
  }

  @Test func unknownWindowFunctionsAndWidthsAreSaidAndNotOffered() async throws {
    var file = WrittenSeries.slice(1, z: 0)
    file.set(0x0028_1050, "DS", "40\\50\\60")
    file.set(0x0028_1051, "DS", "400\\0\\350")
    file.set(0x0028_1055, "LO", "SOFT\\NONE\\BONE")
    let volume = try await written.volumes([file])[0]
    #expect(volume.windows.map(\.explanation) == ["SOFT", "BONE"])
    #expect(volume.warnings.map(\.code).contains("window-unusable"))
    file.set(0x0028_1056, "CS", "LINEAR_EXACT")
    #expect(try await written.volumes([file])[0].windows.allSatisfy { $0.function == .linearExact })
    file.set(0x0028_1056, "CS", "CUBIC")
    let unknown = try await written.volumes([file])[0]
    #expect(unknown.windows.isEmpty)
    #expect(unknown.warnings.contains { $0.text.contains("CUBIC") })
  }

  /// Beside the windows, and signed as the descriptor says.
  @Test(arguments: ["SS", "US"])
  func theFilesOwnTablesAreOfferedAsWindows(vr: String) async throws {
    func table(_ first: Int16, _ name: String, _ entries: [UInt16]) -> DICOMFileWriter {
      var item = DICOMFileWriter()
      item.set(0x0028_3002, vr, [UInt16(entries.count), UInt16(bitPattern: first), 12])
      item.set(0x0028_3003, "LO", name)
      item.set(0x0028_3006, "OW", entries)
      return item
    }
    var files = (0..<3).map { WrittenSeries.slice($0, z: Double($0)) }
    for n in files.indices {
      files[n].set(0x0028_1050, "DS", "40")
      files[n].set(0x0028_1051, "DS", "400")
      files[n].set(0x0028_3010, items: [table(-5, "A", [0, 4095, 9]), table(7, "B", [1, 2])])
    }
    let windows = try await written.volumes(files)[0].windows
    #expect(windows.map(\.explanation) == ["", "A", "B"])
    let first = vr == "SS" ? -5 : 65_531
    #expect(
      windows[1]
        == Window(table: VOITable(first: first, entries: [0, 4095, 9], bits: 12), explanation: "A"))
    if vr == "SS" {
      #expect(windows[1].levels(of: [-6, -5, -4, -3], count: 256) == [0, 0, 255, 1])
    }
  }

  @Test func aTableThatIsCutShortIsLeftOut() async throws {
    var item = DICOMFileWriter()
    item.set(0x0028_3002, "US", [100, 0, 12])
    item.set(0x0028_3006, "OW", [1, 2, 3])
    var file = WrittenSeries.slice(1, z: 0)
    file.set(0x0028_3010, items: [item])
    let volume = try await written.volumes([file])[0]
    #expect(volume.windows.isEmpty)
    #expect(volume.warnings.contains { $0.code == "window-unusable" })
  }

  @Test func pixelSpacingIsBetweenRowsFirst() async throws {
    var file = WrittenSeries.slice(1, z: 0)
    file.set(0x0028_0030, "DS", "0.8\\0.5")
    let volume = try await written.volumes([file])[0]
    #expect(volume.geometry.affine.i == [0.5, 0, 0])
    #expect(volume.geometry.affine.j == [0, 0.8, 0])
    let plane = SliceStack(geometry: volume.geometry, orientation: .axial).plane(at: 0)
    // 6 rows of 0.8 mm are 9 pixels of 0.5 mm.
    #expect((plane.width, plane.height) == (8, 9))
  }

  @Test func aFileWithoutPreambleOrMetaHeaderIsRead() async throws {
    let whole = WrittenSeries.slice(1, z: 0).bytes
    for (name, bytes) in [("bare", Array(whole[132...])), ("data", Array(whole[160...]))] {
      let path = written.folder.file(name)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let index = try await written.reader.index(paths: [path])
      #expect(index.patients.first?.name == "Test^Phantom", "\(name): \(index.refused)")
    }
  }

  @Test func everyTruncationIsRefusedByName() async throws {
    let whole = WrittenSeries.slice(1, z: 0).bytes
    for count in stride(from: whole.count - 1, to: 140, by: -7) {
      let path = written.folder.file("cut")
      try Data(whole.prefix(count)).write(to: URL(fileURLWithPath: path))
      let index = try await written.reader.index(paths: [path])
      #expect(index.patients.isEmpty, "\(count) of \(whole.count) bytes")
    }
  }

  @Test(arguments: [[0xDE, 0xAD, 0xBE, 0xEF], [0xFC, 0xFF, 0xFC, 0xFF, 0, 0, 0, 0, 0, 0]])
  func bytesBehindTheDataSetChangeNothing(_ tail: [Int]) async throws {
    let path = written.folder.file("tail")
    let bytes = WrittenSeries.slice(1, z: 0).bytes + tail.map { UInt8($0) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let series = try #require(
      try await written.reader.index(paths: [path]).patients.first?.studies.first?.series.first)
    let volume = try await written.reader.load(series)
    #expect(volume.hounsfieldUnits(i: 7, j: 5, slice: 0) == 100 + 57 - 1024)
  }
}
