import Foundation
import Imaging
import SpineAnalysis
import TestSupport
import Testing

@testable import SpineTUI

/// The examples of docs/formats.md, by the words behind ```.
func formatsExample(_ name: String) throws -> String {
  let page = try String(
    contentsOf: Python.packageRoot.appendingPathComponent("docs/formats.md"), encoding: .utf8)
  let block = try #require(page.components(separatedBy: "```\(name)\n").dropFirst().first)
  return try #require(block.components(separatedBy: "\n```").first)
}

private func example(_ name: String, _ change: (String) throws -> String) throws -> Any {
  let text = try change(try formatsExample("json \(name)"))
  return try JSONSerialization.jsonObject(with: Data(text.utf8))
}

/// Every key path of a document; the elements of an array share one.
private func keys(_ value: Any, _ path: String = "") -> Set<String> {
  switch value {
  case let object as [String: Any]:
    object.reduce(into: [path]) { $0.formUnion(keys($1.value, "\(path).\($1.key)")) }
  case let array as [Any]: array.reduce(into: [path]) { $0.formUnion(keys($1, "\(path)[]")) }
  default: [path]
  }
}

/// Both ways, below what either leaves empty or null.
///
/// - Parameter change: what is done to the page's example first.
func expectSameKeys(
  _ printed: String, _ name: String, page change: (String) throws -> String = { $0 }
) throws {
  let ours = keys(try JSONSerialization.jsonObject(with: Data(printed.utf8)))
  let page = keys(try example(name, change))
  func extra(_ a: Set<String>, beyond b: Set<String>) -> [String] {
    a.filter { path in
      guard !b.contains(path), let dot = path.lastIndex(where: { $0 == "." || $0 == "[" }) else {
        return false
      }
      let parent = String(path[..<dot])
      return path[dot] == "." && b.contains { $0.hasPrefix(parent + ".") }
    }.sorted()
  }
  #expect(extra(ours, beyond: page) == [], "not in docs/formats.md: \(name)")
  #expect(extra(page, beyond: ours) == [], "only in docs/formats.md: \(name)")
  #expect(!page.intersection(ours).isEmpty)
}

@Test func thePageOfFormatsHasTheKeysThatTheProgramPrints() throws {
  let fixture = try DataCommandFixture()
  try Data("\u{5C}\u{01}\0\0n".utf8).write(to: URL(fileURLWithPath: fixture.folder.file("x.nii")))
  let folder = fixture.folder.path
  try expectSameKeys(try fixture.run("list", folder, "--json").output, "list")
  try expectSameKeys(try fixture.run("info", folder, "--json").output, "info")
  try expectSameKeys(try fixture.run("config", "--json").output, "config")
  try expectSameKeys(try fixture.run("info", "/nowhere", "--json").output, "error")
  try expectSameKeys(
    try fixture.run(
      "slice", fixture.path, "--plane", "axial", "--index", "0", "--output",
      fixture.folder.file("a.png"), "--json"
    ).output, "slice")
  let output = fixture.folder.file("out")
  try expectSameKeys(
    try fixture.run("convert", fixture.path, "--output", output, "--json").output, "convert")
  let sidecar = try #require(
    try FileManager.default.contentsOfDirectory(atPath: output).first { $0.hasSuffix(".json") })
  try expectSameKeys(
    try String(contentsOfFile: "\(output)/\(sidecar)", encoding: .utf8), "sidecar")
}

@Test func thePageOfFormatsHasTheKeysOfAPreparedCohort() throws {
  let program = try #require(Program.path)
  let folder = try TemporaryFolder()
  let cohort = folder.file("cohort")
  // Two fractured necks.
  let made = try Program.run(
    program,
    [
      "phantom", "--output", cohort, "--studies", "2", "--seed", "102", "--matrix", "96",
      "--slice-spacing", "4", "--json",
    ])
  #expect(made.status == 0, "\(made.errors)")
  try expectSameKeys(made.output, "phantom")
  /// The page's example shows some levels, under UIDs and levels of its own.
  func neutral(_ json: String) throws -> String {
    var text = json
    for pattern in ["\"2\\.25\\.[0-9]+\"", "\"[CT][0-9]+\" *:", "\"[0-9]+\" *:"] {
      let key = pattern.hasSuffix(":") ? "\"key\":" : "\"key\""
      text = text.replacingOccurrences(of: pattern, with: key, options: .regularExpression)
    }
    return text
  }
  let truth = try String(contentsOfFile: "\(cohort)/truth.json", encoding: .utf8)
  try expectSameKeys(try neutral(truth), "truth", page: neutral)
  let uids = try FileManager.default.contentsOfDirectory(atPath: "\(cohort)/train_images").sorted()
  try FileManager.default.removeItem(atPath: "\(cohort)/segmentations/\(uids[0]).nii")
  try Data().write(to: URL(fileURLWithPath: "\(cohort)/segmentations/\(uids[1]).nii"))
  let output = folder.file("prepared")
  try expectSameKeys(
    try Program.run(program, ["prepare", cohort, "--output", output, "--json"]).output, "prepare")
  let phantom = try Program.run(
    program, ["prepare", "--phantom", "1:1", "--views", "1", "--output", output])
  #expect(phantom.status == 0, "\(phantom.errors)")
  let index = try String(contentsOfFile: "\(output)/index.json", encoding: .utf8)
  try expectSameKeys(try neutral(index), "index", page: neutral)
}

@Test func thePageOfFormatsHasTheKeysOfTheDoctor() throws {
  var found = TerminalInterview.Record()
  found.replies = [.init(raw: "\\e[1;1R", reply: .cursor(row: 1, column: 1))]
  let examination = Examination(
    environment: [:], settings: TerminalSettings(), settingsError: nil, interview: .success(found),
    model: nil)
  let document = DoctorDocument(examination, [DoctorFinding("a", .good, "b")])
  try expectSameKeys(String(decoding: try jsonData(document), as: UTF8.self), "doctor")
}

@Test func thePageOfFormatsHasTheKeysOfTheFindings() throws {
  let findings = Findings(
    identity: SeriesIdentity(), model: ModelIdentity(name: "m", version: "1", sha256: ["a": "b"]),
    levels: [LevelFinding(level: .c1, inView: false, threshold: 0.5)],
    overall: OverallFinding(probability: nil, threshold: 0.5), warnings: [], seconds: .init())
  // The names of the files are the model's own.
  let json = String(decoding: try FindingsDocument(findings).json(), as: UTF8.self)
    .replacingOccurrences(of: "\"a\"", with: "\"classifier.onnx\"")
  try expectSameKeys(json, "predict")
}
