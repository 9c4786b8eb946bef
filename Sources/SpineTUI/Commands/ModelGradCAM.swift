import ArgumentParser
import Inference

/// `spinetui model gradcam`: raw heat on the layer's grid.
struct ModelGradCAM: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradcam",
    abstract: "Grad-CAM of one output element, raw, on the layer's own grid.",
    discussion:
      "Example: spinetui model gradcam net.onnx --input image=scan.npy --of 'logit[0,0]' --output heat.npy"
  )

  @OptionGroup var options: ModelOptions

  @Option(help: ArgumentHelp("What to explain; a logit.", valueName: "output[index,…]"))
  var of: ModelTarget

  @Option(help: "The tensor to explain by; the one entering the last global pooling by default.")
  var layer: String?

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case gradcam
    case plusPlus = "gradcam++"
    case hirescam
  }

  @Option(help: "How the gradients weigh the layer.") var method = Method.gradcam

  @Option(help: ArgumentHelp("The file to write.", valueName: "file.npy"), completion: .file())
  var output: String

  func run() async throws {
    try await options.writing { isCancelled in
      let network = try options.network()
      let layer = layer ?? GradCAM.defaultLayer(of: network, output: of.output)
      let recording = try network.record(
        options.tensors(), towards: layer.map { [$0] }, isCancelled: isCancelled)
      let heat =
        switch method {
        case .gradcam: try GradCAM.heat(recording, of: of.output, at: of.index, layer: layer)
        case .plusPlus:
          try GradCAMPlusPlus.heat(recording, of: of.output, at: of.index, layer: layer)
        case .hirescam: try HiResCAM.heat(recording, of: of.output, at: of.index, layer: layer)
        }
      return [try WrittenTensor(heat, named: layer ?? "", to: output)]
    }
  }
}
