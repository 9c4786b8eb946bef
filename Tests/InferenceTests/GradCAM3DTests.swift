import TestSupport
import Testing

@testable import Inference

/// A 1 × 1 × 1 convolution over volumes, a ReLU, the mean over space, and one weight a channel: the
/// activation and its gradient can be written down.
private struct VolumeNetwork {
  static let shape = [2, 2, 3, 4, 5]
  let mix: [[Float]] = [[1, -0.5], [-0.7, 0.4], [0.3, 0.9]]
  let weights: [Float] = [2, -1, 0.5]
  let input: Tensor

  init() {
    var generator = SplitMix64(seed: 8)
    input = Tensor(
      shape: Self.shape,
      values: (0..<Self.shape.reduce(1, *)).map { _ in .random(in: -1...1, using: &generator) })
  }

  func model(pool: String = "GlobalAveragePool") -> SmallModel {
    var model = SmallModel()
    model.input("x", Self.shape)
    model.constant("mix", floats: mix.flatMap { $0 }, [3, 2, 1, 1, 1])
    model.constant("weights", floats: weights, [3, 1])
    model.node("Conv", ["x", "mix"], ["sums"])
    model.node("Relu", ["sums"], ["features"])
    model.node(pool, ["features"], ["pooled"])
    model.node("Flatten", ["pooled"], ["flat"])
    model.node("Gemm", ["flat", "weights"], ["y"])
    model.output("y", [2, 1])
    return model
  }

  /// ReLU(Σₖ wₖ / area · Aₖ) of one item; the other item's part is zero.
  func heat(item: Int) -> [Float] {
    let area = 3 * 4 * 5
    var heat = [Float](repeating: 0, count: 2 * area)
    for n in 0..<area {
      let here = (0..<2).map { input.values[(item * 2 + $0) * area + n] }
      let sum = (0..<3).reduce(Float(0)) { sum, k in
        let activation = max(0, mix[k][0] * here[0] + mix[k][1] * here[1])
        return sum + weights[k] / Float(area) * activation
      }
      heat[item * area + n] = max(0, sum)
    }
    return heat
  }
}

@Test(arguments: [0, 1])
func gradCAMOfAVolumeIsTheFormula(item: Int) throws {
  let volumes = VolumeNetwork()
  let network = try volumes.model().network(threads: 2)
  #expect(GradCAM.defaultLayer(of: network) == "features")
  for layer in [nil, "features"] {
    let recording = try network.record(["x": volumes.input], towards: ["features"])
    let map = try GradCAM.heat(recording, of: "y", at: [item, 0], layer: layer)
    #expect(map.shape == [2, 3, 4, 5])
    expectClose(
      map, Tensor(shape: map.shape, values: volumes.heat(item: item)), within: 1e-5, "heat")
  }
}

@Test func gradCAMOfALayerBeforeTheReLUSeesItsGradient() throws {
  let volumes = VolumeNetwork()
  let recording = try volumes.model().network().record(["x": volumes.input])
  let activation = try recording.activation(named: "sums")
  let gradient = try recording.gradient(of: "y", at: [0, 0], withRespectTo: ["sums"])
  let map = try GradCAM.heat(recording, of: "y", at: [0, 0], layer: "sums")
  let area = 60
  let expected = (0..<area).map { n -> Float in
    let sum = (0..<3).reduce(Float(0)) { sum, k in
      let mean = (0..<area).reduce(Float(0)) { $0 + (gradient["sums"]?.values[k * area + $1] ?? 0) }
      return sum + mean / Float(area) * activation.values[k * area + n]
    }
    return max(0, sum)
  }
  expectClose(
    Tensor(shape: [area], values: Array(map.values[..<area])),
    Tensor(shape: [area], values: expected), within: 1e-5, "heat")
}

@Test func whatCannotBeExplainedIsRefusedInWords() throws {
  let volumes = VolumeNetwork()
  let recording = try volumes.model().network().record(["x": volumes.input])
  func refusal(_ index: [Int], _ layer: String?) -> String {
    do {
      _ = try GradCAM.heat(recording, of: "y", at: index, layer: layer)
      return ""
    } catch { return "\(error)" }
  }
  #expect(refusal([0, 0], "flat").contains("has no spatial axes"))
  #expect(refusal([0, 0], "lost").contains("no tensor lost"))
  #expect(refusal([2, 0], nil).contains("outside output y"))
  var flat = SmallModel()
  flat.input("x", [1, 3])
  flat.constant("w", floats: [1, 2, 3], [3, 1])
  flat.node("Gemm", ["x", "w"], ["y"])
  flat.output("y", [1, 1])
  let plain = try flat.network().record(["x": Tensor(zeros: [1, 3])])
  #expect { try GradCAM.heat(plain, of: "y", at: [0, 0]) } throws: {
    "\($0)".contains("name the layer")
  }
}
