import TestSupport
import Testing

@testable import Inference

/// Two channels, doubled and rectified, whose places weigh differently: y = Σ w · max(0, 2x).
private struct WeighedPlaces {
  let x = Tensor(shape: [1, 2, 2, 2], values: [0.5, -1, 0.25, 1, 0.75, 0.3, -0.2, 0.6])
  let w: [Float] = [0.3, 0.7, -0.4, 0.2, -0.1, 0.5, 0.9, -0.6]
  var a: [Float] { x.values.map { max(0, 2 * $0) } }

  func recording() throws -> Recording {
    var model = SmallModel()
    model.input("x", [1, 2, 2, 2])
    model.constant("w", floats: w, [8, 1])
    model.node("Add", ["x", "x"], ["double"])
    model.node("Relu", ["double"], ["features"])
    model.node("Flatten", ["features"], ["flat"])
    model.node("MatMul", ["flat", "w"], ["y"])
    model.output("y", [1, 1])
    return try model.network().record(["x": x])
  }
}

@Test func hiResCAMWeighsEachPlaceByItsOwnGradient() throws {
  let net = WeighedPlaces()
  let heat = try HiResCAM.heat(net.recording(), of: "y", at: [0, 0], layer: "features")
  let wanted = (0..<4).map { max(0, net.w[$0] * net.a[$0] + net.w[4 + $0] * net.a[4 + $0]) }
  expectClose(heat, Tensor(shape: [1, 2, 2], values: wanted), within: 1e-5, "HiResCAM")
}

@Test func gradCAMPlusPlusIsTheFormula() throws {
  let net = WeighedPlaces()
  let heat = try GradCAMPlusPlus.heat(net.recording(), of: "y", at: [0, 0], layer: "features")
  let weights = (0..<2).map { k in
    let sum = net.a[4 * k..<4 * k + 4].reduce(0, +)
    return net.w[4 * k..<4 * k + 4].reduce(Float(0)) { total, g in
      total + (g > 0 ? g * g * g / (2 * g * g + sum * g * g * g + 1e-6) : 0)
    }
  }
  let wanted = (0..<4).map { max(0, weights[0] * net.a[$0] + weights[1] * net.a[4 + $0]) }
  expectClose(heat, Tensor(shape: [1, 2, 2], values: wanted), within: 1e-5, "Grad-CAM++")
}
