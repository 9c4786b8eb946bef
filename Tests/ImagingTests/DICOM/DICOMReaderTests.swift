import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Series written by the test itself: no other tool is needed.
struct DICOMReaderTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func slice(_ number: Int, z: Double) -> DICOMFileWriter {
    .ctSlice(z: z, number: number) { column, row in Int16(100 * number + 10 * row + column) }
  }

  private func write(_ files: [DICOMFileWriter]) throws -> [String] {
    try files.enumerated().map { number, file in
      let path = folder.file("file\(number)")
      try file.write(to: path)
      return path
    }
  }

  private func onlySeries(_ index: DICOMIndex) throws -> Series {
    let series = index.patients.flatMap(\.studies).flatMap(\.series)
    try #require(series.count == 1)
    return series[0]
  }

  @Test func slicesAreOrderedByPositionAndRescaled() async throws {
    // Instance numbers run against the positions.
    let paths = try write([slice(3, z: 0), slice(1, z: 5), slice(2, z: 2.5)])
    let reader = DICOMReader()
    let series = try onlySeries(try await reader.index(paths: paths))
    let volume = try await reader.load(series)
    #expect(volume.geometry.dimensions == [8, 6, 3])
    #expect(volume.geometry.spacing == [0.5, 0.5, 2.5])
    #expect(volume.geometry.affine.origin == [-10, -20, 0])
    #expect(volume.hounsfieldUnits(i: 4, j: 2, slice: 0) == 300 + 24 - 1024)
    #expect(volume.hounsfieldUnits(i: 7, j: 5, slice: 2) == 100 + 57 - 1024)
    guard case .int16 = volume.voxels else { return #expect(Bool(false), "whole HU are Int16") }
    #expect(volume.warnings.isEmpty)
    #expect(volume.identity.patientName == "Test^Phantom")
  }

  /// Source: PS3.3 C.7.6.3.1.2: the inversion is the display's, after modality and VOI transforms.
  @Test(arguments: ["MONOCHROME1", "MONOCHROME2"])
  func monochrome1LeavesHUAlone(photometric: String) async throws {
    var files = [slice(1, z: 0), slice(2, z: 2)]
    for n in files.indices { files[n].set(0x0028_0004, "CS", photometric) }
    let reader = DICOMReader()
    let volume = try await reader.load(
      try onlySeries(try await reader.index(paths: try write(files))))
    #expect(volume.hounsfieldUnits(i: 4, j: 2, slice: 0) == 100 + 24 - 1024)
    #expect(volume.isInverted == (photometric == "MONOCHROME1"))
    #expect(volume.warnings.map(\.code) == (volume.isInverted ? ["monochrome1"] : []))
  }

  @Test func imagesOfBothGreyscalesAreTwoSeries() async throws {
    var files = [slice(1, z: 0), slice(2, z: 2), slice(3, z: 4)]
    files[1].set(0x0028_0004, "CS", "MONOCHROME1")
    let index = try await DICOMReader().index(paths: try write(files))
    let series = index.patients.flatMap(\.studies).flatMap(\.series)
    #expect(series.map(\.sliceCount).sorted() == [1, 2])
  }

  @Test func fractionalHUAreFloat() async throws {
    var files = [slice(1, z: 0), slice(2, z: 2)]
    files[1].set(0x0028_1053, "DS", "0.25")
    let reader = DICOMReader()
    let volume = try await reader.load(
      try onlySeries(try await reader.index(paths: try write(files))))
    guard case .float32 = volume.voxels else { return #expect(Bool(false), "not Float32") }
    #expect(volume.hounsfieldUnits(i: 1, j: 0, slice: 1) == 201 * 0.25 - 1024)
  }

  @Test func wholeHUThatInt16CannotHoldAreFloat() async throws {
    var file = DICOMFileWriter.ctSlice(z: 0, number: 1) { _, _ in -20 }
    // 65,516 as an unsigned value.
    file.set(0x0028_0103, "US", [0])
    let reader = DICOMReader()
    let volume = try await reader.load(
      try onlySeries(try await reader.index(paths: try write([file]))))
    #expect(volume.hounsfieldUnits(i: 0, j: 0, slice: 0) == 65_516 - 1024)
  }

  @Test func aTruncatedSliceIsRefusedAndMissing() async throws {
    let paths = try write((0..<5).map { slice($0, z: 2 * Double($0)) })
    let whole = try Data(contentsOf: URL(fileURLWithPath: paths[2]))
    try whole.dropLast(10).write(to: URL(fileURLWithPath: paths[2]))
    let reader = DICOMReader()
    let index = try await reader.index(paths: paths)
    #expect(index.refused.map(\.path) == [paths[2]])
    let volume = try await reader.load(try onlySeries(index))
    #expect(volume.geometry.dimensions.z == 4)
    #expect(volume.geometry.sliceCoordinates == [0, 0.75, 2.25, 3])
    #expect(volume.warnings.map(\.code) == ["missing-slices", "slices-refused"])
  }

  @Test func aFileThatVanishesBeforeLoadingIsMissing() async throws {
    let paths = try write((0..<5).map { slice($0, z: 2 * Double($0)) })
    let reader = DICOMReader()
    let series = try onlySeries(try await reader.index(paths: paths))
    try FileManager.default.removeItem(atPath: paths[1])
    let volume = try await reader.load(series)
    #expect(volume.geometry.dimensions.z == 4)
    #expect(volume.geometry.sliceCoordinates == [0, 1.5, 2.25, 3])
    #expect(volume.hounsfieldUnits(i: 0, j: 0, slice: 1) == 200 - 1024)
    #expect(Set(volume.warnings.map(\.code)) == ["missing-slices", "slices-refused"])
  }

  @Test func paddingIsSignedLikeThePixels() async throws {
    var file = DICOMFileWriter.ctSlice(z: 0, number: 1) { column, _ in column == 0 ? -2000 : 40 }
    file.set(0x0028_0120, "US", [UInt16(bitPattern: -2000)])
    let reader = DICOMReader()
    let volume = try await reader.load(
      try onlySeries(try await reader.index(paths: try write([file]))))
    #expect(volume.padding == -3024)
    #expect(volume.hounsfieldUnits(i: 0, j: 3, slice: 0) == -3024)
  }

  @Test func textIsNoDICOMAndCounted() async throws {
    let path = folder.file("notes.dcm")
    try Data("only text, named .dcm, and long enough to hold a header of any kind".utf8)
      .write(to: URL(fileURLWithPath: path))
    let index = try await DICOMReader().index(paths: [path, folder.file("absent")])
    #expect(index.notDICOMCount == 1)
    #expect(index.refused.map(\.reason) == ["cannot be opened: No such file or directory"])
  }

  @Test func slicesBesideTheLineAreNoVolume() async throws {
    var files = (0..<4).map { slice($0, z: 2 * Double($0)) }
    files[2].set(0x0020_0032, "DS", "-14\\-20\\4")
    let reader = DICOMReader()
    let series = try onlySeries(try await reader.index(paths: try write(files)))
    #expect(series.warnings.map(\.code) == ["not-a-volume"])
    #expect(try await reader.load(series).isLooseImages)
  }

  @Test(arguments: [
    ("", "Plain^Name", "Plain^Name"),
    ("ISO_IR 100", "M\u{FC}ller^J", "Müller^J"),
    (
      "\\ISO 2022 IR 87", "Yamada^Tarou=\u{1B}$B;3ED\u{1B}(B^\u{1B}$BB@O:\u{1B}(B",
      "Yamada^Tarou=山田^太郎"
    ),
    (
      "\\ISO 2022 IR 149", "Hong=\u{1B}$)C\u{FB}\u{F3}^\u{1B}$)C\u{D1}\u{CE}\u{D4}\u{D7}",
      "Hong=洪^吉洞"
    ),
    ("ISO_IR 144", "\u{BB}\u{EE}\u{DA}\u{D5}", "Люке"),
    ("ISO_IR 166", "\u{B9}\u{D2}\u{C2}", "นาย"),
    ("ISO_IR 13", "\u{D4}\u{CF}\u{C0}\u{DE}^\u{C0}\u{DB}\u{B3}", "ﾔﾏﾀﾞ^ﾀﾛｳ"),
    ("GB18030", "\u{CD}\u{F5}^\u{D0}\u{A1}\u{B6}\u{AB}", "王^小东"),
    ("ISO_IR 192", "A\u{C3}\u{28}\u{FF} B", "A\u{FFFD}(\u{FFFD} B"),
    ("", "M\u{FC}ller", "Müller"),
    ("ISO_IR 192", "Evil\u{1B}]52;c;aGVsbG8=\u{07}", "Evil\\u{1B}]52;c;aGVsbG8=\\u{7}"),
  ])
  func namesAreDecodedAndSafe(_ set: String, _ latin1: String, _ expected: String) async throws {
    var file = slice(1, z: 0)
    if !set.isEmpty { file.set(0x0008_0005, "CS", set) }
    // The bytes of the file, one for each scalar.
    file.set(0x0010_0010, "PN", bytes: latin1.unicodeScalars.map { UInt8($0.value) })
    let index = try await DICOMReader().index(paths: try write([file]))
    #expect(index.patients.first?.name == expected)
  }
}
