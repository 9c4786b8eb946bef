import ArgumentParser
import Inference

/// `spinetui model run`: every output as a file.
struct ModelRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a model; every output becomes NAME.npy.",
    discussion: "Example: spinetui model run net.onnx --input image=scan.npy --output out")

  @OptionGroup var options: ModelOptions
  @OptionGroup var folder: ModelFolder

  func run() async throws {
    try await options.writing { isCancelled in
      let outputs = try options.network().run(options.tensors(), isCancelled: isCancelled)
      return try WrittenTensor.write(outputs, into: folder.output)
    }
  }
}
