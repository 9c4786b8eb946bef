import Foundation
import TestSupport
import Testing

@testable import Imaging

/// D22: a DICOMDIR is a list of names, and of names below its own folder alone.
struct MediaDirectoryTests {
  let folder: TemporaryFolder
  let reader = DICOMReader()

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("media/IMG"), withIntermediateDirectories: true)
    for number in 0..<4 {
      try WrittenSeries.slice(number, z: Double(number)).write(
        to: folder.file("media/IMG/I\(number)"))
    }
  }

  /// The DICOMDIR's path; `names` are its File IDs.
  private func directory(_ names: [String]) throws -> String {
    var file = DICOMFileWriter()
    file.set(0x0004_1130, "CS", "MEDIA")
    file.set(
      0x0004_1220,
      items: [Self.record("PATIENT", nil)] + names.map { Self.record("IMAGE", $0) })
    try file.write(to: folder.file("media/DICOMDIR"))
    return folder.file("media/DICOMDIR")
  }

  private static func record(_ type: String, _ name: String?) -> DICOMFileWriter {
    var record = DICOMFileWriter()
    record.set(0x0004_1430, "CS", type)
    record.set(0x0010_0010, "PN", "Somebody^Else")
    if let name { record.set(0x0004_1500, "CS", name) }
    return record
  }

  @Test func namedAloneItOpensTheFilesThatItNames() async throws {
    let index = try await reader.index(paths: [try directory((0..<4).map { "IMG\\I\($0)" })])
    #expect(index.patients.flatMap(\.studies).flatMap(\.series).map(\.sliceCount) == [4])
    #expect(index.refused.isEmpty)
    // Its own words on the patient are not believed.
    #expect(index.patients.map(\.name) == ["Test^Phantom"])
  }

  @Test func inAFolderItsFilesAreListedOnce() async throws {
    _ = try directory((0..<4).map { "IMG\\I\($0)" })
    let paths = try ConformanceCorpus.files(below: folder.file("media"))
    #expect(paths.count == 5)
    let index = try await reader.index(paths: paths)
    let series = index.patients.flatMap(\.studies).flatMap(\.series)
    #expect(series.map(\.sliceCount) == [4])
    #expect(series.flatMap(\.warnings).isEmpty)
  }

  @Test func filesThatItDoesNotNameAreStillThere() async throws {
    _ = try directory(["IMG\\I0"])
    let paths = try ConformanceCorpus.files(below: folder.file("media"))
    let index = try await reader.index(paths: paths)
    #expect(index.patients.flatMap(\.studies).flatMap(\.series).map(\.sliceCount) == [4])
  }

  @Test func namesInSmallLettersOnTheDiskAreFound() async throws {
    try FileManager.default.moveItem(
      atPath: folder.file("media/IMG"), toPath: folder.file("media/img"))
    try FileManager.default.moveItem(
      atPath: folder.file("media/img/I0"), toPath: folder.file("media/img/i0"))
    let index = try await reader.index(paths: [try directory(["IMG\\I0"])])
    #expect(index.patients.count == 1)
  }

  @Test func missingFilesAreReported() async throws {
    let path = try directory(["IMG\\I0", "IMG\\I8", "GONE\\I9"])
    let index = try await reader.index(paths: [path])
    #expect(
      index.refused == [
        RefusedFile(path: path, reason: "names 2 files not to be found: IMG\\I8")
      ])
    #expect(index.patients.count == 1)
  }

  @Test(arguments: [
    "..\\SECRET", "IMG\\..\\..\\SECRET", "/etc/passwd", "IMG\\.\\I0", "IMG\\\\I0", "..",
  ])
  func namesOutsideItsFolderAreNotRead(name: String) async throws {
    try WrittenSeries.slice(9, z: 0).write(to: folder.file("SECRET"))
    let index = try await reader.index(paths: [try directory([name])])
    #expect(index.patients.isEmpty)
    #expect(index.refused.count == 1)
    #expect(index.refused.first?.reason.contains("outside its folder") == true)
  }

  @Test func linksAndFoldersAreNotFollowed() async throws {
    try WrittenSeries.slice(9, z: 0).write(to: folder.file("SECRET"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("media/LINK"), withDestinationPath: folder.file("SECRET"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("media/DIR"), withDestinationPath: folder.path)
    let index = try await reader.index(paths: [try directory(["LINK", "DIR\\SECRET", "IMG"])])
    #expect(index.patients.isEmpty)
    #expect(index.refused.map(\.reason).count == 1)
    #expect(index.refused.first?.reason.contains("3 files that are links") == true)
  }
}
