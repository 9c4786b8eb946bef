import Foundation
import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// A folder with one small volume in it, and the program to run on it.
struct DataCommandFixture {
  let folder: TemporaryFolder
  let volume: Volume
  let program: String

  init() throws {
    program = try #require(Program.path)
    folder = try TemporaryFolder()
    let affine = Affine(
      i: [0.9, 0, 0], j: [0, 0.8, -0.1], k: [0, 0, 1.25], origin: [-20, -10, 30])
    volume = try makeInt16Volume(VolumeGeometry(dimensions: [24, 20, 8], affine: affine)) {
      i, j, k in Int16(i * 50 + j * 7 - k * 100 - 200)
    }
    try NIfTIWriter.write(volume, to: path)
  }

  var path: String { folder.file("neck.nii.gz") }

  func run(_ arguments: String...) throws -> Program.Outcome { try Program.run(program, arguments) }

  func object(_ outcome: Program.Outcome) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require(json as? [String: Any])
  }

  func floats(_ path: String) throws -> (shape: [Int], values: [Float]) {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let length = Int(bytes[8]) + Int(bytes[9]) << 8
    let header = String(decoding: bytes[10..<10 + length], as: UTF8.self)
    let shape = header.split(separator: "(")[1].split(separator: ")")[0].split(separator: ",")
      .compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    let values = stride(from: 10 + length, to: bytes.count, by: 4).map { at in
      Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << (8 * $1) })
    }
    return (shape, values)
  }
}

@Test(arguments: PlaneOrientation.allCases)
func aSliceOfHUIsTheResampledSlice(orientation: PlaneOrientation) throws {
  let fixture = try DataCommandFixture()
  for native in [false, true] {
    let output = fixture.folder.file("a.npy")
    let outcome = try Program.run(
      fixture.program,
      ["slice", fixture.path, "--plane", orientation.rawValue, "--index", "3", "--output", output]
        + (native ? ["--native"] : []))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let stack = SliceStack(
      geometry: fixture.volume.geometry, orientation: orientation, native: native)
    let expected = Reslicer(fixture.volume).slice(stack.plane(at: 3))
    let written = try fixture.floats(output)
    #expect(written.shape == [expected.height, expected.width])
    // The file's affine is float32, so that places and means differ in the seventh digit.
    let worst = zip(written.values, expected.values).map { a, b in
      a.isNaN && b.isNaN ? 0 : abs(a - b)
    }.max()
    #expect(try #require(worst) < 0.01)
  }
}

@Test func aSliceIsFoundByItsPlace() throws {
  let fixture = try DataCommandFixture()
  let stack = SliceStack(geometry: fixture.volume.geometry, orientation: .axial)
  let place = stack.millimetres(at: 5)
  let outcome = try fixture.run(
    "slice", fixture.path, "--plane", "axial", "--position", "\(place + 0.3)", "--window",
    "-600/1500",
    "--output", fixture.folder.file("a.png"), "--json")
  #expect(outcome.status == 0, "\(outcome.errors)")
  #expect(try fixture.object(outcome)["index"] as? Int == 5)
  let bytes = try Data(contentsOf: URL(fileURLWithPath: fixture.folder.file("a.png")))
  #expect(bytes.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
}

@Test func aSixelSliceIsOneSixelStreamOfTheSizeAskedFor() throws {
  let fixture = try DataCommandFixture()
  let outcome = try fixture.run(
    "slice", fixture.path, "--plane", "coronal", "--index", "0", "--size", "64x48",
    "--output", fixture.folder.file("a.six"))
  #expect(outcome.status == 0, "\(outcome.errors)")
  let text = try String(contentsOfFile: fixture.folder.file("a.six"), encoding: .utf8)
  #expect(text.hasPrefix("\u{1B}P9;0;0q\"1;1;64;48"))
  #expect(text.hasSuffix("\u{1B}\\"))
}

@Test(arguments: [
  (["--index", "8"], "there is no axial slice 8: they are 0 to 7"),
  (["--index", "-1"], "there is no axial slice -1"),
  (["--position", "1e9"], "is outside the axial slices"),
  ([], "either --index or --position"),
  (["--index", "1", "--position", "2"], "either --index or --position"),
  (["--index", "1", "--window", "bones"], "--window"),
  (["--index", "1", "--window", "40/0"], "--window"),
  (["--index", "1", "--size", "0x5"], "--size"),
  (["--index", "1", "--size", "5x5", "--native"], "--native"),
])
func aWrongWishIsAUsageError(arguments: [String], sentence: String) throws {
  let fixture = try DataCommandFixture()
  let output = fixture.folder.file("a.png")
  let outcome = try Program.run(
    fixture.program,
    ["slice", fixture.path, "--plane", "axial", "--output", output] + arguments)
  #expect(outcome.status == 64)
  #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  #expect(!FileManager.default.fileExists(atPath: output))
}

@Test func anOutputOfNoKnownKindIsAUsageError() throws {
  let fixture = try DataCommandFixture()
  let outcome = try fixture.run(
    "slice", fixture.path, "--plane", "axial", "--index", "1", "--output", "a.bmp")
  #expect(outcome.status == 64)
}

@Test(arguments: ["list", "info", "slice", "convert"])
func badInputEndsWithItsCodeAndOneSentence(command: String) throws {
  let fixture = try DataCommandFixture()
  let folder = try TemporaryFolder()
  try FileManager.default.createDirectory(
    atPath: folder.file("empty"), withIntermediateDirectories: false)
  let whole = try Data(contentsOf: URL(fileURLWithPath: fixture.path))
  try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: folder.file("cut.nii.gz")))
  try Data("Dear colleague".utf8).write(to: URL(fileURLWithPath: folder.file("letter.dcm")))
  try (Data(count: 128) + Data("DICM rubbish".utf8)).write(
    to: URL(fileURLWithPath: folder.file("rubbish.dcm")))
  var cases: [(String, Int32)] = [
    ("missing", 66), ("empty", 66), ("letter.dcm", 65), ("rubbish.dcm", 65),
  ]
  // A list reads headers alone, and the header of the cut file is whole.
  if command != "list" { cases.append(("cut.nii.gz", 65)) }
  let more =
    switch command {
    case "slice": ["--plane", "axial", "--index", "0", "--output", folder.file("out.png")]
    case "convert": ["--output", folder.file("out")]
    default: [String]()
    }
  for (name, code) in cases {
    let outcome = try Program.run(
      fixture.program, [command, folder.file(name), "--json"] + more)
    #expect(outcome.status == code, "\(command) \(name): \(outcome.errors)")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("spinetui: ") == true)
    let document = try fixture.object(outcome)
    if command == "convert" && name == "cut.nii.gz" {
      let failed = try #require(document["failed"] as? [[String: Any]])
      #expect(failed.first?["exit_code"] as? Int32 == code)
    } else {
      let error = try #require(document["error"] as? [String: Any])
      #expect(error["exit_code"] as? Int32 == code)
    }
  }
}

@Test func severalSeriesMustBeToldApart() throws {
  let fixture = try DataCommandFixture()
  try FileManager.default.copyItem(atPath: fixture.path, toPath: fixture.folder.file("b.nii.gz"))
  let ambiguous = try fixture.run("info", fixture.folder.path)
  #expect(ambiguous.status == 64)
  #expect(ambiguous.errors.contains("name one with --series"))
  let named = try fixture.run("info", fixture.folder.path, "--series", "b", "--json")
  #expect(named.status == 0, "\(named.errors)")
  #expect(try fixture.run("info", fixture.folder.path, "--series", "nobody").status == 66)
}

@Test func convertGivesEachVolumeAndReportsWhatFailed() throws {
  let fixture = try DataCommandFixture()
  let whole = try Data(contentsOf: URL(fileURLWithPath: fixture.path))
  try whole.prefix(whole.count / 2).write(
    to: URL(fileURLWithPath: fixture.folder.file("cut.nii.gz")))
  let output = fixture.folder.file("out/deep")
  let outcome = try fixture.run("convert", fixture.folder.path, "--output", output, "--json")
  #expect(outcome.status == 65)
  let document = try fixture.object(outcome)
  #expect((document["failed"] as? [Any])?.count == 1)
  let converted = try #require((document["converted"] as? [[String: Any]])?.first)
  let names = try FileManager.default.contentsOfDirectory(atPath: output).sorted()
  #expect(names == [converted["json"] as? String, converted["volume"] as? String])
  #expect(!names.joined().contains("neck"))
  let read = try NIfTIFile(path: "\(output)/\(names[1])").load()
  for (a, b) in zip(read.geometry.corners, fixture.volume.geometry.corners) {
    #expect((a - b).length < 1e-4)
  }
  #expect(read.geometry.shearDegrees > 5)
}

@Test func anOutputThatCannotBeWrittenIsAnInputOutputError() throws {
  let fixture = try DataCommandFixture()
  let outcome = try fixture.run(
    "slice", fixture.path, "--plane", "axial", "--index", "0", "--output",
    fixture.folder.file("missing/a.png"))
  #expect(outcome.status == 74)
  let blocked = try fixture.run("convert", fixture.path, "--output", fixture.path)
  #expect(blocked.status == 74)
}
