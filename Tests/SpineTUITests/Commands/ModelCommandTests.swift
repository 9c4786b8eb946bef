import Foundation
import Inference
import TestSupport
import Testing

@testable import SpineTUI

/// A title for the terminal, as a name in a model file.
private let hostileName = "\u{1B}]0;owned\u{7}"

/// y = relu(x), with a second output whose name speaks to the terminal.
private struct ModelFixture {
  let folder: TemporaryFolder
  let program: String

  init() throws {
    program = try #require(Program.path)
    folder = try TemporaryFolder()
    var model = ONNXWriter()
    model.input("x", [1, 2])
    model.node("Relu", ["x"], ["y"])
    model.node("Relu", ["y"], [hostileName])
    model.output("y", [1, 2])
    model.output(hostileName, [1, 2])
    try model.data.write(to: URL(fileURLWithPath: folder.file("m.onnx")))
    try NumPyFile.write(Tensor(shape: [1, 2], values: [1, -1]), to: folder.file("x.npy"))
  }

  var input: String { "x=\(folder.file("x.npy"))" }

  func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(
      program, ["model", arguments[0], folder.file("m.onnx")] + arguments.dropFirst())
  }
}

@Test func namesInAModelFileReachTheTerminalSafely() throws {
  let fixture = try ModelFixture()
  for arguments in [["check"], ["run", "--input", fixture.input, "--output", fixture.folder.path]] {
    let outcome = try Program.run(
      fixture.program,
      ["model", arguments[0], fixture.folder.file("m.onnx")] + arguments.dropFirst())
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!outcome.output.utf8.contains(0x1B) && !outcome.output.utf8.contains(7))
    #expect(outcome.output.contains("\\u{1B}]0;owned\\u{7}"), "\(outcome.output)")
  }
}

@Test func theEngineSaysInJSONWhatItWrote() throws {
  let fixture = try ModelFixture()
  let output = fixture.folder.file("out")
  let run = try fixture.run("run", "--input", fixture.input, "--output", output, "--json")
  #expect(run.status == 0, "\(run.errors)")
  try expectSameKeys(run.output, "model-written")
  let document = try #require(
    try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  let written = try #require(document["written"] as? [[String: Any]])
  #expect(written.count == 2)
  for tensor in written {
    #expect(tensor["shape"] as? [Int] == [1, 2])
    let file = try #require(tensor["file"] as? String)
    #expect(FileManager.default.fileExists(atPath: file))
  }
  let gradient = try fixture.run(
    "gradient", "--input", fixture.input, "--of", "y[0,0]", "--output", output, "--json")
  try expectSameKeys(gradient.output, "model-written")
  let smooth = try fixture.run(
    "smoothgrad", "--input", fixture.input, "--of", "y[0,0]", "--samples", "2", "--output",
    fixture.folder.file("s.npy"), "--json")
  try expectSameKeys(smooth.output, "model-written")
}

@Test func thePageOfFormatsHasTheKeysOfTheEngine() throws {
  let fixture = try ModelFixture()
  try expectSameKeys(try fixture.run("check", "--json").output, "model-check")
  try expectSameKeys(try fixture.run("bench", "--runs", "1", "--json").output, "model-bench")
}

@Test func whatAModelCheckCannotSayIsNull() throws {
  let fixture = try ModelFixture()
  var model = ONNXWriter()
  model.input("x", [1, nil])
  model.node("Relu", ["x"], ["y"])
  model.output("y", [1, nil])
  try model.data.write(to: URL(fileURLWithPath: fixture.folder.file("m.onnx")))
  let outcome = try fixture.run("check", "--json")
  let document = try #require(
    try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  #expect(document["flops"] is NSNull)
  #expect(document["parameters"] as? Int == 0)
}

@Test func theFirstInterruptEndsTheEngine() throws {
  let fixture = try ModelFixture()
  let outcome = try Program.run(
    "/usr/bin/timeout",
    [
      "--preserve-status", "--signal=INT", "--kill-after=30", "2", fixture.program, "model",
      "smoothgrad",
      fixture.folder.file("m.onnx"), "--input", fixture.input, "--of", "y[0,0]", "--samples",
      "1000000000", "--output", fixture.folder.file("s.npy"),
    ])
  #expect(outcome.status == 130)
  #expect(!FileManager.default.fileExists(atPath: fixture.folder.file("s.npy")))
}
