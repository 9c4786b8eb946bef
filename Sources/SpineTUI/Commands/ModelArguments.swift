import ArgumentParser
import Imaging
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

  @Flag(help: "Print one JSON document.") var json = false

  func network(threads: Int = ThreadBudget.current) throws -> Network {
    try Network(contentsOf: model, threads: threads)
  }

  func tensors() throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for input in inputs { tensors[input.name] = try NumPyFile.read(input.path) }
    return tensors
  }
}

/// Where a command of the engine writes one file for each tensor.
struct ModelFolder: ParsableArguments {
  @Option(help: "The folder to write; it is made if need be.", completion: .directory) var output:
    String
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
    self.init(code, DisplayText.safe(error.description, limit: 1024))
  }
}
