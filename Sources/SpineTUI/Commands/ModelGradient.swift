import ArgumentParser
import Inference

/// `spinetui model gradient`: one output element by every float input.
struct ModelGradient: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradient",
    abstract: "Differentiate one output element by every float input; each becomes NAME.npy.")

  @OptionGroup var options: ModelOptions

  @Option(help: ArgumentHelp("What to differentiate.", valueName: "output[index,…]"))
  var of: ModelTarget

  @Option(help: "The folder to write; it is made if need be.", completion: .directory) var output:
    String

  func run() async throws {
    try await reportingFailures(json: false) {
      let network = try options.network()
      let names = network.inputs.filter(\.type.isFloat).map(\.name)
      let recording = try network.record(options.tensors(), towards: names)
      let gradients = try recording.gradient(of: of.output, at: of.index, withRespectTo: names)
      try writeTensors(gradients, into: output)
      for (name, tensor) in gradients.sorted(by: { $0.key < $1.key }) { print(name, tensor.shape) }
    }
  }
}
