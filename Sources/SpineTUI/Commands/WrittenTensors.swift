import Foundation
import Imaging
import Inference

/// One tensor as a command of the engine wrote it.
struct WrittenTensor: Encodable {
  var name: String
  var file: String
  var shape: [Int]

  /// Writes `tensor` to `file`.
  init(_ tensor: Tensor, named name: String, to file: String) throws {
    try NumPyFile.write(tensor, to: file)
    (self.name, self.file, shape) = (name, file, tensor.shape)
  }

  /// Writes each tensor as `NAME.npy` into `folder`, which is made if need be. Characters of a name that
  /// do not belong in a file name become `_`.
  static func write(_ tensors: [String: Tensor], into folder: String) throws -> [WrittenTensor] {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw NumPyFile.Failure.unwritable(path: folder, reason: "the folder cannot be made")
    }
    var taken = Set<String>()
    return try tensors.sorted { $0.key < $1.key }.map { name, tensor in
      let safe = String(
        name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
      var file = safe.hasPrefix(".") ? "_" + safe : safe
      while !taken.insert(file).inserted { file += "_" }
      return try WrittenTensor(tensor, named: name, to: folder + "/" + file + ".npy")
    }
  }
}

/// What `model run`, `gradient`, `gradcam` and `smoothgrad` print with --json; docs/formats.md has an example.
struct WrittenTensorsDocument: Encodable {
  var model: String
  var written: [WrittenTensor]
}

extension ModelOptions {
  /// Runs a command's work and says what it wrote.
  ///
  /// - Parameter work: is handed what the engine asks for whether it goes on.
  func writing(
    _ work:
      @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws
      -> [WrittenTensor]
  ) async throws {
    try await reportingFailures(json: json) {
      let written = try await endingWithTask(work)
      if json { return try printJSON(WrittenTensorsDocument(model: model, written: written)) }
      for tensor in written { print(DisplayText.safe(tensor.name), tensor.shape) }
    }
  }
}
