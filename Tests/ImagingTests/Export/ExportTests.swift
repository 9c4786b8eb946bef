import Foundation
import Imaging
import TestSupport
import Testing

@Test func aFileAppearsOnlyWhenItIsWhole() throws {
  let folder = try TemporaryFolder()
  do {
    let file = try AtomicFile(path: folder.file("a"))
    try file.write([1, 2, 3])
    #expect(!FileManager.default.fileExists(atPath: folder.file("a")))
  }
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  try AtomicFile.write([4, 5], to: folder.file("a"))
  #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("a"))) == Data([4, 5]))
}

@Test func aLinkOfTheSameNameIsReplacedAndNotFollowed() throws {
  let folder = try TemporaryFolder()
  try Data([9]).write(to: URL(fileURLWithPath: folder.file("victim")))
  try FileManager.default.createSymbolicLink(
    atPath: folder.file("a"), withDestinationPath: folder.file("victim"))
  try AtomicFile.write([1], to: folder.file("a"))
  #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("victim"))) == Data([9]))
  #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("a"))) == Data([1]))
}

@Test func aFolderThatIsNotThereIsNamed() throws {
  let folder = try TemporaryFolder()
  let path = folder.file("missing/a")
  let error = #expect(throws: ExportError.self) { try AtomicFile.write([1], to: path) }
  #expect(error == .cannotWrite(path: path, code: ENOENT))
  #expect(error?.description == "cannot write \(path): No such file or directory")
}

private struct PictureRead: Decodable {
  var size: [Int]
  var mode: String
  var values: [[UInt8]]
}

@Suite(.enabled(if: Python.isAvailable, "needs SPINETUI_PYTHON or .venv with numpy and Pillow"))
struct ReadBackTests {
  private func read<T: Decodable>(_ bytes: [UInt8], _ name: String) throws -> T {
    let folder = try TemporaryFolder()
    try AtomicFile.write(bytes, to: folder.file(name))
    let json = try Python.conformance("read_back.py", [folder.file(name)])
    return try #require(try JSONDecoder().decode([T].self, from: Data(json.utf8)).first)
  }

  @Test(arguments: [(1, 1), (7, 3), (513, 5)])
  func pillowReadsAGreyPicture(width: Int, height: Int) throws {
    let pixels = (0..<width * height).map { UInt8($0 * 7 % 64) }
    let greys = RGB.greys(64)
    let frame = Frame(width: width, height: height, pixels: pixels, palette: greys)
    let picture: PictureRead = try read(PNGFile.encoded(frame), "a.png")
    #expect(picture.size == [width, height])
    #expect(picture.mode == "L")
    #expect(
      picture.values == pixels.map { [greys[Int($0)].red, greys[Int($0)].red, greys[Int($0)].red] })
  }

  @Test func pillowReadsAColourPicture() throws {
    let palette = RGB.greys(4) + [RGB(200, 10, 0), RGB(1, 2, 3)]
    let pixels = (0..<35).map { UInt8($0 % 6) }
    let frame = Frame(width: 7, height: 5, pixels: pixels, palette: palette)
    let picture: PictureRead = try read(PNGFile.encoded(frame), "a.png")
    #expect(picture.mode == "P")
    #expect(
      picture.values
        == pixels.map { [palette[Int($0)].red, palette[Int($0)].green, palette[Int($0)].blue] })
  }
}
