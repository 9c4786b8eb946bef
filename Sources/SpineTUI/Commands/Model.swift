import ArgumentParser

/// `spinetui model`: the inference engine on its own.
struct Model: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check, run, differentiate, explain and time an ONNX model. Arrays are .npy files.",
    discussion: "Example: spinetui model run net.onnx --input image=scan.npy --output out",
    subcommands: [
      ModelCheck.self, ModelRun.self, ModelGradient.self, ModelGradCAM.self, ModelSmoothGrad.self,
      ModelBench.self,
    ])
}
