import Foundation
import Imaging
import SpineAnalysis
import TestSupport
import Testing

@testable import SpineTUI

/// A model package, and files that are not what their names promise.
private struct BadInput {
  let folder: TemporaryFolder
  let program: String

  init() throws {
    program = try #require(Program.path)
    folder = try TemporaryFolder()
    try BlockNeck.writeModel(to: model) { SHA256.hex(of: $0) }
  }

  var model: String { folder.file("model") }

  /// Three slices of CT, the last cut in half.
  func cutSeries() throws -> String {
    let path = folder.file("cut")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for n in 0..<3 {
      let file = DICOMFileWriter.ctSlice(z: Double(n), number: n) { i, j in Int16(i + j) }
      let bytes = n == 2 ? Array(file.bytes.dropLast(file.bytes.count / 4)) : file.bytes
      try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/IM\(n)"))
    }
    return path
  }

  func run(_ command: String, _ path: String, model: String? = nil) throws -> Program.Outcome {
    let more: [String] =
      switch command {
      case "slice": ["--plane", "axial", "--index", "0", "--output", folder.file("out.png")]
      case "convert": ["--output", folder.file("out")]
      case "predict": ["--model", model ?? self.model]
      default: []
      }
    return try Program.run(program, [command, path] + more)
  }

  /// One line that begins as every complaint does, names no Swift type and no source file.
  func expectOneSentence(
    _ outcome: Program.Outcome, _ code: Int32, _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.status == code, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(lines.first?.hasPrefix("spinetui: ") == true, sourceLocation: sourceLocation)
    for word in words {
      #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation)
    }
    for word in ["Error(", "Optional(", ".swift", "Domain="] {
      #expect(!outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation)
    }
  }
}

private let readers = ["list", "info", "slice", "convert", "predict"]

@Test(arguments: readers + ["view"])
func aPathThatIsNotThereIsNamed(command: String) throws {
  let input = try BadInput()
  let path = input.folder.file("nowhere")
  input.expectOneSentence(try input.run(command, path), 66, path)
}

@Test(arguments: readers)
func aFolderWithNothingToOpenSaysSo(command: String) throws {
  let input = try BadInput()
  let path = input.folder.file("empty")
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  input.expectOneSentence(try input.run(command, path), 66, "no DICOM or NIfTI image here")
}

@Test(arguments: readers)
func aLetterNamedLikeAnImageIsRefused(command: String) throws {
  let input = try BadInput()
  let path = input.folder.file("letter.dcm")
  try Data("Dear colleague, thank you for referring\n".utf8).write(to: URL(fileURLWithPath: path))
  input.expectOneSentence(try input.run(command, path), 65, "letter.dcm")
}

@Test(arguments: readers)
func aFileThatIsCutOffIsRefused(command: String) throws {
  let input = try BadInput()
  let path = try input.cutSeries() + "/IM2"
  input.expectOneSentence(try input.run(command, path), 65, "IM2")
}

@Test func aSeriesWithACutSliceTooShortForANeckIsNotRead() throws {
  let input = try BadInput()
  let outcome = try input.run("predict", try input.cutSeries())
  #expect(outcome.status == 65)
  #expect(outcome.output == "")
  #expect(outcome.errors.contains("no CT series with three or more slices"), "\(outcome.errors)")
}

@Test func theViewerNeedsATerminalAndSaysWhatDoesNot() throws {
  let input = try BadInput()
  let path = try input.cutSeries()
  input.expectOneSentence(
    try input.run("view", path), 69, "the viewer needs a terminal", "spinetui list")
}

@Test(
  .enabled(if: Python.isAvailable, "needs Python with pydicom"),
  arguments: [
    "b01_dims65535_tiny_pixels", "b02_frames_2e31", "b03_rows0", "b04_bits_bad", "b05_spp3_mono",
  ])
func aHostileFileIsRefusedByEveryCommand(name: String) throws {
  let input = try BadInput()
  let path = try ConformanceCorpus.shared.get().hostile + "/\(name)"
  for command in readers { input.expectOneSentence(try input.run(command, path), 65, name) }
}

@Test func aModelPackageThatIsBrokenIsNamedWithWhatIsWrong() throws {
  let input = try BadInput()
  let neck = input.folder.file("neck.nii.gz")
  try NIfTIWriter.write(try BlockNeck.volume(spacing: [3, 3, 3]), to: neck)
  let manager = FileManager.default
  func broken(_ name: String, _ spoil: (String) throws -> Void) throws -> Program.Outcome {
    let model = input.folder.file(name)
    try BlockNeck.writeModel(to: model) { SHA256.hex(of: $0) }
    try spoil(model)
    return try input.run("predict", neck, model: model)
  }
  input.expectOneSentence(
    try input.run("predict", neck, model: input.folder.file("none")), 66, "none is no model package"
  )
  input.expectOneSentence(
    try broken("without") { try manager.removeItem(atPath: "\($0)/classify.onnx") }, 66,
    "lacks classify.onnx")
  input.expectOneSentence(
    try broken("changed") {
      let handle = try #require(FileHandle(forWritingAtPath: "\($0)/localise.onnx"))
      handle.seekToEndOfFile()
      handle.write(Data([0]))
    }, 65, "localise.onnx", "does not have the SHA-256")
  input.expectOneSentence(
    try broken("words") {
      try Data("not JSON".utf8).write(to: URL(fileURLWithPath: "\($0)/manifest.json"))
    }, 65, "manifest.json", "it is not JSON")
  input.expectOneSentence(
    try broken("graph") { model in
      try BlockNeck.writeModel(to: model, digest: { SHA256.hex(of: $0) }) { manifest in
        var stage = manifest["localise"] as? [String: Any] ?? [:]
        var outputs = stage["outputs"] as? [String: Any] ?? [:]
        outputs["labels"] = "names"
        stage["outputs"] = outputs
        manifest["localise"] = stage
      }
    }, 65, "localise.onnx", "no output names")
}

@Test func withoutAModelPredictSaysHowToNameOne() throws {
  let input = try BadInput()
  let neck = input.folder.file("neck.nii.gz")
  try NIfTIWriter.write(try BlockNeck.volume(spacing: [3, 3, 3]), to: neck)
  // A copy of the program elsewhere has no model beside it.
  let lonely = try input.folder.executable("spinetui", copyOf: input.program)
  input.expectOneSentence(
    try Program.run(lonely, ["predict", neck]), 66, "no model found", "--model", "SPINETUI_MODEL")
}
