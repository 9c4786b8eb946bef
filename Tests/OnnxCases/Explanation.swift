import Foundation
import Inference

/// Gradients and maps of one element of the first output, as files beside a case.
///
/// `explain.txt` has the element's index, its numbers apart by spaces. `noise.npy` is SmoothGrad's.
struct Explanation {
  let network: Network
  let inputs: [String: Tensor]
  let index: [Int]

  init(_ network: Network, _ inputs: [String: Tensor], index: String) {
    (self.network, self.inputs) = (network, inputs)
    self.index = index.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
  }

  /// Writes `gradient.npy`; of the layer before the last global pooling `activation.npy`,
  /// `layer.npy` (its gradient) and `heat.npy`; and `smooth.npy`.
  func write(into folder: String) throws {
    let (input, output) = (network.inputs[0].name, network.outputs[0].name)
    func save(_ tensor: Tensor?, _ name: String) throws {
      if let tensor { try NumPyFile.write(tensor, to: folder + "/" + name + ".npy") }
    }
    let layer = GradCAM.defaultLayer(of: network)
    let recording = try network.record(inputs)
    let gradients = try recording.gradient(
      of: output, at: index, withRespectTo: [input] + (layer.map { [$0] } ?? []))
    try save(gradients[input], "gradient")
    if let layer {
      try save(recording.activation(named: layer), "activation")
      try save(gradients[layer], "layer")
      try save(GradCAM.heat(recording, of: output, at: index, layer: layer), "heat")
    }
    let noise = folder + "/noise.npy"
    guard FileManager.default.fileExists(atPath: noise) else { return }
    let map = try SmoothGrad.map(
      network, inputs, of: output, at: index, noise: NumPyFile.read(noise))
    try save(map, "smooth")
  }
}
