import ArgumentParser
import Foundation
import Inference

/// `NAME=FILE.npy`.
struct ModelInput: ExpressibleByArgument, Sendable {
  let name, path: String

  init?(argument: String) {
    guard let mark = argument.firstIndex(of: "=") else { return nil }
    name = String(argument[..<mark])
    path = String(argument[argument.index(after: mark)...])
    if name.isEmpty || path.isEmpty { return nil }
  }
}

/// `OUTPUT[index,…]`: one element of an output.
struct ModelTarget: ExpressibleByArgument, Sendable {
  let output: String
  let index: [Int]

  init?(argument: String) {
    guard argument.last == "]", let open = argument.lastIndex(of: "["), open > argument.startIndex
    else { return nil }
    let numbers = argument[argument.index(after: open)...].dropLast()
      .split(separator: ",", omittingEmptySubsequences: false)
      .map { Int($0.trimmingCharacters(in: .whitespaces)) }
    let isEmpty = argument.hasSuffix("[]")
    guard isEmpty || numbers.allSatisfy({ $0 != nil }) else { return nil }
    output = String(argument[..<open])
    index = isEmpty ? [] : numbers.compactMap { $0 }
  }
}

/// The model file and its inputs, as every command of the engine takes them.
struct ModelOptions: ParsableArguments {
  @Argument(help: "The model.", completion: .file()) var model: String

  @Option(
    name: .customLong("input"),
    help: ArgumentHelp("An input of the model; once for each.", valueName: "name=file.npy"))
  var inputs: [ModelInput] = []

  func network(threads: Int = ThreadBudget.current) throws -> Network {
    try Network(contentsOf: model, threads: threads)
  }

  func tensors() throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for input in inputs { tensors[input.name] = try NumPyFile.read(input.path) }
    return tensors
  }
}

extension CommandFailure {
  init(_ error: ModelError) {
    let code: Code
    switch error {
    case .unreadable: code = .noInput
    case .malformed, .unsupported, .unsupportedFeature, .invalidNode, .tooLarge: code = .dataWrong
    case .invalidInput, .unknownTensor, .invalidRequest: code = .usage
    case .cancelled: code = .interrupted
    }
    self.init(code, error.description)
  }

  init(_ error: NumPyFile.Failure) {
    let code: Code
    switch error {
    case .unreadable: code = .noInput
    case .malformed: code = .dataWrong
    case .unwritable: code = .inputOutput
    }
    self.init(code, error.description)
  }
}

/// Writes each tensor as `NAME.npy` into `folder`, which is made if need be. Characters of a name that
/// do not belong in a file name become `_`.
func writeTensors(_ tensors: [String: Tensor], into folder: String) throws {
  do {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  } catch {
    throw NumPyFile.Failure.unwritable(path: folder, reason: "the folder cannot be made")
  }
  var taken = Set<String>()
  for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
    let safe = String(
      name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
    var file = safe.hasPrefix(".") ? "_" + safe : safe
    while !taken.insert(file).inserted { file += "_" }
    try NumPyFile.write(tensor, to: folder + "/" + file + ".npy")
  }
}
