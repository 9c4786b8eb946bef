import ArgumentParser
import Inference

/// `spinetui model run`: every output as a file.
struct ModelRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a model; every output becomes NAME.npy.")

  @OptionGroup var options: ModelOptions

  @Option(help: "The folder to write; it is made if need be.", completion: .directory) var output:
    String

  func run() async throws {
    try await reportingFailures(json: false) {
      let outputs = try options.network().run(options.tensors())
      try writeTensors(outputs, into: output)
      for (name, tensor) in outputs.sorted(by: { $0.key < $1.key }) { print(name, tensor.shape) }
    }
  }
}
