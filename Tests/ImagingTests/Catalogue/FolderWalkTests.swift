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
