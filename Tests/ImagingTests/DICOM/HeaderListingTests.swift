import DicomWire
import Foundation
import TestSupport
import Testing

@testable import Imaging

struct HeaderListingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A file's header as the viewer lists it.
  private func listing(
    of file: DICOMFileWriter, z: Double = 4
  ) async throws -> HeaderListing {
    let path = folder.file("image")
    try file.write(to: path)
    let reader = DICOMReader()
    let index = try await reader.index(paths: [path])
    let series = try #require(index.patients.flatMap(\.studies).flatMap(\.series).first)
    guard case .dicom(let files) = series.source else { return HeaderListing(path: "", lines: []) }
    let instances = try files.instances()
    return try await reader.header(of: instances, at: .position([-10, -20, z]))
  }

  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private func element(_ tag: UInt32, _ vr: String, _ text: String) -> [UInt8] {
    little(Int(tag >> 16), 2) + little(Int(tag & 0xFFFF), 2) + Array(vr.utf8)
      + little(text.utf8.count, 2) + Array(text.utf8)
  }

  @Test func everyAttributeIsListedWithNameAndValue() async throws {
    var file = DICOMFileWriter.ctSlice(z: 4, number: 7) { _, _ in 0 }
    file.set(0x0029_0010, "LO", "ACME 1")
    file.set(0x0029_1010, "UN", bytes: Array("secret words".utf8))
    file.set(0x0029_1011, "UN", bytes: [1, 2, 3, 255])
    let listing = try await listing(of: file)
    let lines = Dictionary(listing.lines.map { ($0.tag, $0) }) { a, _ in a }
    #expect(lines["(0010,0010)"]?.name == "Patient's Name")
    #expect(lines["(0010,0010)"]?.value == "Test^Phantom")
    #expect(lines["(0018,0050)"]?.vr == "DS")
    #expect(lines["(0020,0037)"]?.value == "1\\0\\0\\0\\1\\0")
    #expect(lines["(0028,0010)"]?.value == "6")
    #expect(lines["(0029,0010)"]?.name == "Private Creator")
    #expect(lines["(0029,1010)"]?.value == "secret words")
    #expect(lines["(0029,1011)"]?.value == "4 bytes")
    #expect(lines["(7fe0,0010)"]?.value == "96 bytes")
    #expect(lines["(0002,0010)"]?.value == "1.2.840.10008.1.2.1")
    #expect(!listing.isCut)
    #expect(listing.path.hasSuffix("/image"))
    // In the order of the file.
    let tags = listing.lines.dropFirst().map(\.tag)
    #expect(tags == tags.sorted())
  }

  /// What may tell whose image it is; what only says how it was made does not.
  @Test func whatMayNameAPatientIsMarked() async throws {
    var file = DICOMFileWriter.ctSlice(z: 4, number: 7) { _, _ in 0 }
    file.set(0x0008_0020, "DA", "20260102")
    file.set(0x0008_0080, "LO", "St. Elsewhere")
    file.set(0x0018_1030, "LO", "NECK OF MR DOE")
    file.set(0x0029_1010, "UN", bytes: Array("secret words".utf8))
    let listing = try await listing(of: file)
    let marked = Set(listing.lines.filter(\.isIdentifying).map(\.tag))
    #expect(
      marked.isSuperset(of: [
        "(0008,0018)", "(0008,0020)", "(0008,0080)", "(0010,0010)", "(0010,0020)", "(0018,1030)",
        "(0020,000d)", "(0029,1010)",
      ]))
    #expect(
      marked.isDisjoint(with: [
        "(0008,0060)", "(0018,0050)", "(0020,0032)", "(0028,0010)", "(7fe0,0010)",
      ]))
  }

  @Test func sequencesAreWalkedInto() async throws {
    var file = DICOMFileWriter.ctSlice(z: 4, number: 7) { _, _ in 0 }
    let inner = element(0x0008_1155, "UI", "1.2.33")
    file.set(
      0x0008_1140, "SQ",
      bytes: [0xFE, 0xFF, 0x00, 0xE0] + little(inner.count, 4) + inner
        + [0xFE, 0xFF, 0x00, 0xE0] + little(inner.count, 4) + inner)
    let listing = try await listing(of: file)
    let start = try #require(listing.lines.firstIndex { $0.tag == "(0008,1140)" })
    let part = listing.lines[start..<start + 5]
    #expect(part.map(\.depth) == [0, 1, 2, 1, 2])
    #expect(part.map(\.name)[1...2] == ["item", "Referenced SOP Instance UID"])
    #expect(part.map(\.value)[4] == "1.2.33")
  }

  @Test func textIsSafeToShow() async throws {
    var file = DICOMFileWriter.ctSlice(z: 4, number: 7) { _, _ in 0 }
    file.set(0x0008_103E, "LO", "a\u{1B}[2Jb")
    let listing = try await listing(of: file)
    let line = try #require(listing.lines.first { $0.tag == "(0008,103e)" })
    #expect(!line.value.contains("\u{1B}"))
  }

  @Test func aSliceWithoutAFileSaysSo() async throws {
    let file = DICOMFileWriter.ctSlice(z: 4, number: 7) { _, _ in 0 }
    let error = await #expect(throws: DICOMError.self) { _ = try await listing(of: file, z: 9) }
    #expect(error?.description == "no file lies at this slice")
  }

  /// Images without a place, written in an order that is not theirs.
  @Test func anImageOfAPileHasItsOwnHeader() async throws {
    let files = [3, 1, 2].map { number in
      var file = DICOMFileWriter.ctSlice(z: 0, number: number) { _, _ in Int16(number) }
      for tag in [0x0020_0032, 0x0020_0037] as [UInt32] { file.remove(tag) }
      return file
    }
    let written = try WrittenSeries()
    let reader = written.reader
    let series = try #require(try await written.series(files).first)
    let volume = try await reader.load(series)
    #expect(volume.isLooseImages && volume.geometry.dimensions.z == 3)
    for slice in 0..<3 {
      let listing = try await SeriesHeader.read(
        series, at: SlicePlace(slice: slice, of: volume), dicom: reader)
      let number = listing.lines.first { $0.tag == "(0020,0013)" }?.value
      #expect(number == "\(slice + 1)")
      #expect(volume.hounsfieldUnits(i: 0, j: 0, slice: slice) == Float(slice + 1 - 1024))
    }
    // One was refused: whose header the others' numbers tell is not known.
    let error = await #expect(throws: DICOMError.self) {
      _ = try await SeriesHeader.read(series, at: .number(0, of: 2), dicom: reader)
    }
    #expect(error?.description.contains("cannot be told") == true)
  }

  @Test func moreLinesThanAreListedAreCut() async throws {
    var file = DICOMFileWriter.ctSlice(z: 4, number: 7) { _, _ in 0 }
    let inner = (0..<5000).flatMap { _ in element(0x0008_1155, "UI", "1.2.33") }
    file.set(
      0x0008_1140, "SQ", bytes: [0xFE, 0xFF, 0x00, 0xE0] + little(inner.count, 4) + inner)
    let listing = try await listing(of: file)
    #expect(listing.isCut)
    #expect(listing.lines.count == Int(DICOM_WIRE_MAX_LISTED) + 1)
  }

  @Test func anAnswerThatIsNoneIsRefused() {
    #expect(throws: WireGarbage.self) { _ = try HeaderListing([1, 2, 3], path: "/a") }
    var writer = WireWriter()
    writer.text("1.2")
    for value in [UInt32(0), 0, 1_000_000] { writer.integer(value) }
    #expect(throws: WireGarbage.self) { _ = try HeaderListing(writer.bytes, path: "/a") }
  }
}
