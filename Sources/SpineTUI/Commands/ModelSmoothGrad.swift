import ArgumentParser
import Inference

/// `spinetui model smoothgrad`: the mean of squared gradients at noisy inputs.
struct ModelSmoothGrad: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "smoothgrad", abstract: "SmoothGrad squared of one output element.",
    discussion:
      "Example: spinetui model smoothgrad net.onnx --input image=scan.npy --of 'logit[0,0]' --output map.npy"
  )

  @OptionGroup var options: ModelOptions

  @Option(help: ArgumentHelp("What to explain; a logit.", valueName: "output[index,…]"))
  var of: ModelTarget

  @Option(help: "The float input to explain, where there are several.") var by: String?

  @Option(help: "Noisy copies.") var samples = 25

  @Option(help: "Standard deviation of the noise, as a share of the input's range.")
  var spread: Float = 0.15

  @Option(help: "Where the noise begins.") var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp("Standard normal noise, samples by input.", valueName: "file.npy"),
    completion: .file())
  var noise: String?

  @Option(help: ArgumentHelp("The file to write.", valueName: "file.npy"), completion: .file())
  var output: String

  func run() async throws {
    try await options.writing { isCancelled in
      let network = try options.network()
      let progress = ProgressLine(label: "samples", total: samples)
      defer { progress.finish() }
      let map = try SmoothGrad.map(
        network, options.tensors(), input: by, of: of.output, at: of.index, samples: samples,
        spread: spread, seed: seed, noise: noise.map { try NumPyFile.read($0) },
        progress: { _ in progress.advance() }, isCancelled: isCancelled)
      let name = by ?? network.inputs.first(where: \.type.isFloat)?.name ?? ""
      return [try WrittenTensor(map, named: name, to: output)]
    }
  }
}
