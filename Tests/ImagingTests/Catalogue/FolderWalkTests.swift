import Foundation
import TestSupport
import Testing

@testable import Imaging

@Test func linksAndFIFOsInAFolderArePassedOverAndCounted() throws {
  let folder = try TemporaryFolder()
  try Data([1]).write(to: URL(fileURLWithPath: folder.file("b")))
  try FileManager.default.createDirectory(
    atPath: folder.file("sub"), withIntermediateDirectories: false)
  try Data([1]).write(to: URL(fileURLWithPath: folder.file("sub/a")))
  try FileManager.default.createSymbolicLink(
    atPath: folder.file("dangling"), withDestinationPath: "/nonexistent")
  try FileManager.default.createSymbolicLink(
    atPath: folder.file("sub/loop"), withDestinationPath: "..")
  #expect(mkfifo(folder.file("fifo"), 0o600) == 0)
  var walk = FolderWalk()
  try walk.add(folder.path)
  #expect(walk.files == [folder.file("b"), folder.file("sub/a")])
  #expect(walk.skippedCount == 3)
}

@Test func aPathThatIsNotThereIsAnErrorByName() {
  var walk = FolderWalk()
  #expect(throws: CatalogueError.cannotOpen(path: "/nonexistent/x", errno: ENOENT)) {
    try walk.add("/nonexistent/x")
  }
}

@Test func kindsAreToldByContentAndNotByName() throws {
  let folder = try TemporaryFolder()
  let dicom = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + [2, 0, 0, 0]
  try Data(dicom).write(to: URL(fileURLWithPath: folder.file("scan.nii")))
  try Data("hello".utf8).write(to: URL(fileURLWithPath: folder.file("text.dcm")))
  #expect(FileKind(path: folder.file("scan.nii")) == .dicom)
  #expect(FileKind(path: folder.file("text.dcm")) == .other)
}

@Test func aFileNamedTwiceIsTakenOnce() throws {
  let folder = try TemporaryFolder()
  try Data([1]).write(to: URL(fileURLWithPath: folder.file(".hidden")))
  var walk = FolderWalk()
  for path in [folder.path, folder.path + "/", folder.file(".hidden")] { try walk.add(path) }
  #expect(walk.files == [folder.file(".hidden")])
}

@Test func aNameThatIsNoUTF8IsRefusedAndNotForgotten() throws {
  let folder = try TemporaryFolder()
  let name = Array("\(folder.path)/scan".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
  let descriptor = open(name, O_CREAT | O_WRONLY, 0o600)
  try #require(descriptor >= 0)
  close(descriptor)
  defer { unlink(name) }
  var walk = FolderWalk()
  try walk.add(folder.path)
  #expect(walk.files == [])
  #expect(walk.refused.map(\.reason) == ["its name is not in UTF-8: rename it"])
}

@Test func aFolderOfNIfTIFilesIsCataloguedFileByFile() async throws {
  let folder = try TemporaryFolder()
  let volume = try makeInt16Volume(GridCase.tilted.geometry) { i, _, _ in Int16(i) }
  for name in ["a.nii.gz", "b.nii.gz"] { try NIfTIWriter.write(volume, to: folder.file(name)) }
  try Data("notes".utf8).write(to: URL(fileURLWithPath: folder.file("notes.txt")))
  let catalogue = try await CatalogueScanner.scan(paths: [folder.path])
  #expect(catalogue.series.map(\.identity.seriesUID) == ["a", "b"])
  #expect(Set(catalogue.series.map(\.id)).count == 2)
  #expect(catalogue.skippedFileCount == 1)
  let loaded = try await SeriesLoader.load(try #require(catalogue.series.first))
  #expect(loaded.geometry.dimensions == GridCase.tilted.geometry.dimensions)
}
