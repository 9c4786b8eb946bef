import ArgumentParser
import Inference

/// `spinetui model gradient`: one output element by every float input.
struct ModelGradient: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradient",
    abstract: "Differentiate one output element by every float input; each becomes NAME.npy.",
    discussion:
      "Example: spinetui model gradient net.onnx --input image=scan.npy --of 'logit[0,0]' --output out"
  )

  @OptionGroup var options: ModelOptions

  @Option(help: ArgumentHelp("What to differentiate.", valueName: "output[index,…]"))
  var of: ModelTarget

  @OptionGroup var folder: ModelFolder

  func run() async throws {
    try await options.writing { isCancelled in
      let network = try options.network()
      let names = network.inputs.filter(\.type.isFloat).map(\.name)
      let recording = try network.record(
        options.tensors(), towards: names, isCancelled: isCancelled)
      let gradients = try recording.gradient(of: of.output, at: of.index, withRespectTo: names)
      return try WrittenTensor.write(gradients, into: folder.output)
    }
  }
}
