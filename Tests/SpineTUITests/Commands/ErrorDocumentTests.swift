import Foundation
import TestSupport
import Testing

@testable import SpineTUI

/// Every failure with --json is one document, whatever the command and wherever it is noticed.
@Test(arguments: [
  (["evaluate", "--phantom", "1:1", "--model", "/nonexistent"], 66),
  (["phantom", "--output", "/proc/nowhere", "--studies", "1"], 74),
  (["model", "run", "/nonexistent", "--output", "/nonexistent"], 66),
  (["model", "gradcam", "/nonexistent", "--of", "y[0]", "--output", "/nonexistent"], 66),
  (["predict"], 64), (["slice", "/tmp", "--plane", "oblique", "--output", "a.png"], 64),
])
func aFailureWithJSONIsOneDocument(arguments: [String], code: Int) throws {
  let program = try #require(Program.path)
  let outcome = try Program.run(program, arguments + ["--json"])
  #expect(Int(outcome.status) == code, "\(outcome.errors)")
  let document = try #require(
    try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  let error = try #require(document["error"] as? [String: Any])
  #expect(error["exit_code"] as? Int == code)
  #expect((error["message"] as? String)?.isEmpty == false)
}

@Test func anIndexThatCannotBeReadWithJSONIsOneDocument() throws {
  let program = try #require(Program.path)
  let folder = try TemporaryFolder()
  try FileManager.default.createDirectory(
    atPath: folder.file("spinetui/index.sqlite"), withIntermediateDirectories: true)
  let outcome = try Program.run(
    "/usr/bin/env", ["XDG_DATA_HOME=\(folder.path)", program, "index", "--json"])
  #expect(outcome.status == 74, "\(outcome.errors)")
  let document = try #require(
    try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  #expect((document["error"] as? [String: Any])?["exit_code"] as? Int == 74)
}

@Test func aFailureWithoutJSONPrintsNothingOnStandardOutput() throws {
  let program = try #require(Program.path)
  let outcome = try Program.run(
    program, ["evaluate", "--phantom", "1:1", "--model", "/nonexistent"])
  #expect(outcome.status == 66)
  #expect(outcome.output == "")
  #expect(outcome.errors.hasPrefix("spinetui: "))
}
