import Foundation
import Imaging
import SpineAnalysis
import TestSupport
import Testing

@testable import SpineTUI

/// Two necks of blocks under one file name, and the model that reads them.
private struct PredictFixture {
  let folder: TemporaryFolder
  let program: String

  init() throws {
    program = try #require(Program.path)
    folder = try TemporaryFolder()
    try BlockNeck.writeModel(to: folder.file("model")) { SHA256.hex(of: $0) }
    for (name, cubes) in [("a", Set(0..<8)), ("b", [2, 3])] {
      let inner = folder.file("data/\(name)")
      try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
      try NIfTIWriter.write(
        try BlockNeck.volume(spacing: [3, 3, 3], cubes: cubes), to: "\(inner)/ct.nii.gz")
    }
    try BlockNeck.writeModel(
      to: folder.file("model"), digest: { SHA256.hex(of: $0) }, classifyPixel: 3, classifySlice: 3)
  }

  func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(program, ["predict", "--model", folder.file("model")] + arguments)
  }

  func json(_ outcome: Program.Outcome) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
  }
}

@Test func predictPrintsOneDocumentForOneStudy() throws {
  let fixture = try PredictFixture()
  let outcome = try fixture.run(fixture.folder.file("data/a"), "--json")
  #expect(outcome.status == 0, "\(outcome.errors)")
  let document = try #require(try fixture.json(outcome) as? [String: Any])
  let levels = try #require(document["levels"] as? [[String: Any]])
  #expect(levels.compactMap { $0["level"] as? String } == (1...7).map { "C\($0)" })
  // The densest block is called, the least dense is not.
  #expect(levels.first?["fractured"] as? Bool == false)
  #expect(levels.last?["fractured"] as? Bool == true)
  #expect(document["research_use_only"] as? Bool == true)
  let model = try #require(document["model"] as? [String: Any])
  #expect(model["name"] as? String == "blocks")
  #expect((model["sha256"] as? [String: String])?.count == 3)
  #expect(outcome.errors.contains("trained on synthetic images only"))
}

@Test func predictReadsEveryStudyAndKeepsThemApart() throws {
  let fixture = try PredictFixture()
  let output = fixture.folder.file("out")
  let outcome = try fixture.run(fixture.folder.file("data"), "--json", "--output", output)
  #expect(outcome.status == 0, "\(outcome.errors)")
  let documents = try #require(try fixture.json(outcome) as? [[String: Any]])
  #expect(documents.count == 2)
  // Files of one name in two folders are two patients: two results.
  let names = try FileManager.default.contentsOfDirectory(atPath: output)
  #expect(names.count == 2)
  #expect(names.allSatisfy { !$0.contains("ct") && $0.hasSuffix(".json") })
  let inView = try names.map { name -> Int in
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(output)/\(name)"))
    let document = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let levels = document?["levels"] as? [[String: Any]] ?? []
    return levels.filter { $0["in_view"] as? Bool == true }.count
  }
  #expect(inView.sorted() == [2, 7])
}

@Test func predictGoesOnAfterAStudyThatCannotBeRead() throws {
  let fixture = try PredictFixture()
  let flat = VolumeGeometry(
    dimensions: [32, 32, 32], affine: Affine(spacing: [3, 3, 3], origin: .zero))
  try NIfTIWriter.write(
    try makeInt16Volume(flat) { _, _, _ in 40 }, to: fixture.folder.file("data/c.nii.gz"))
  let outcome = try fixture.run(fixture.folder.file("data"), "--json")
  #expect(outcome.status == 65)
  let documents = try #require(try fixture.json(outcome) as? [[String: Any]])
  #expect(documents.count == 3)
  let failed = documents.compactMap { $0["error"] as? [String: Any] }
  #expect(failed.count == 1)
  #expect((failed.first?["message"] as? String)?.contains("Hounsfield") == true)
  #expect(failed.first?["exit_code"] as? Int == 65)
}

@Test func predictAsATableAndAsCSV() throws {
  let fixture = try PredictFixture()
  let table = try fixture.run(fixture.folder.file("data/b"))
  #expect(table.status == 0, "\(table.errors)")
  for word in ["blocks 0.1", "research use only", "C1  not in view", "C3", "neck"] {
    #expect(table.output.contains(word), "\(word)")
  }
  let csv = try fixture.run(fixture.folder.file("data/b"), "--csv")
  let lines = csv.output.split(separator: "\n")
  #expect(lines.count == 9)
  #expect(lines[1].contains(",C1,false,,,0.5,,,,,"))
  let columns = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
  #expect(Set(columns) == [13])
  #expect(try fixture.run(fixture.folder.file("data"), "--csv", "--json").status == 64)
}

@Test func aSeriesThatIsNotThereIsNamedByPredict() throws {
  let fixture = try PredictFixture()
  let outcome = try fixture.run(fixture.folder.file("data/a"), "--series", "1.2.3")
  #expect(outcome.status == 66)
  #expect(outcome.errors.contains("no series 1.2.3"))
}

@Test func anOutputThatCannotBeMadeIsSaidBeforeAnythingIsRead() throws {
  let fixture = try PredictFixture()
  let outcome = try fixture.run(
    fixture.folder.file("data/a"), "--output", fixture.folder.file("data/a/ct.nii.gz"))
  #expect(outcome.status == 74)
  #expect(outcome.output == "")
}

@Test func aModelsNameReachesTheTerminalSafely() throws {
  let fixture = try PredictFixture()
  try BlockNeck.writeModel(
    to: fixture.folder.file("model"), digest: { SHA256.hex(of: $0) }, classifyPixel: 3,
    classifySlice: 3
  ) {
    $0["name"] = "\u{1B}]0;owned\u{7}"
    $0["version"] = "\u{202E}1"
  }
  for option in [[], ["--csv"], ["--json"]] {
    let outcome = try Program.run(
      fixture.program,
      ["predict", "--model", fixture.folder.file("model"), fixture.folder.file("data/b")] + option)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let scalars = outcome.output.unicodeScalars
    #expect(!scalars.contains("\u{1B}") && !scalars.contains("\u{202E}"), "\(option)")
    #expect(outcome.output.contains("u{1B}]0;owned"), "\(option)")
  }
}
