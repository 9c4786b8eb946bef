import TestSupport
import Testing

@testable import Inference

/// y = Σ wₙ xₙ², whose gradient is 2 wₙ xₙ.
private let weights: [Float] = [1, -2, 0.5, 3, 0, -1]

private func squares() throws -> Network {
  var model = SmallModel()
  model.input("x", [2, 3])
  model.constant("w", floats: weights, [2, 3])
  model.node("Mul", ["x", "x"], ["square"])
  model.node("Mul", ["square", "w"], ["weighted"])
  model.node("ReduceSum", ["weighted"], ["y"], ["keepdims": .int(0)])
  model.output("y")
  return try model.network()
}

/// y = Σ wₙ xₙ, whose gradient is w everywhere.
private func line() throws -> Network {
  var model = SmallModel()
  model.input("x", [2, 3])
  model.constant("w", floats: weights, [2, 3])
  model.node("Mul", ["x", "w"], ["weighted"])
  model.node("ReduceSum", ["weighted"], ["y"], ["keepdims": .int(0)])
  model.output("y")
  return try model.network()
}

private let x = Tensor(shape: [2, 3], values: [0.3, -1, 2, 0.1, 4, -0.7])

@Test func smoothGradIsTheMeanSquareOfTheNoisyGradients() throws {
  var generator = SplitMix64(seed: 5)
  let samples = 7
  let noise = Tensor(
    shape: [samples, 2, 3],
    values: (0..<samples * 6).map { _ in .random(in: -2...2, using: &generator) })
  let spread: Float = 0.2
  let map = try SmoothGrad.map(
    squares(), ["x": x], of: "y", at: [], spread: spread, noise: noise)
  // σ is the spread times the input's range, 4 − (−1).
  let sigma = Double(spread) * 5
  let expected = (0..<6).map { n -> Float in
    let terms = (0..<samples).map { sample -> Double in
      let moved = Double(x.values[n]) + sigma * Double(noise.values[sample * 6 + n])
      let gradient = 2 * Double(weights[n]) * moved
      return gradient * gradient
    }
    return Float(terms.reduce(0, +) / Double(samples))
  }
  expectClose(map, Tensor(shape: [2, 3], values: expected), within: 1e-5, "map")
}

@Test func aLinearModelHasTheSquareOfItsWeightsWhateverTheNoise() throws {
  for seed in [UInt64(0), 1, .max] {
    let map = try SmoothGrad.map(line(), ["x": x], of: "y", at: [], samples: 3, seed: seed)
    #expect(map.values == weights.map { $0 * $0 })
  }
}

@Test(arguments: FixtureCase.modules.filter { $0.inputs.count == 1 && $0.name != "3-D U-Net" })
func smoothGradOfAModuleIsTheMeanOverItsOwnGradients(_ fixture: FixtureCase) throws {
  let network = try Network(fixture.modelData, threads: 2)
  let gradient = try #require(fixture.gradient)
  let (name, input) = try #require(fixture.inputTensors.first)
  var generator = NormalGenerator(seed: 11)
  let samples = 3
  let noise = Tensor(
    shape: [samples] + input.shape,
    values: (0..<samples * input.count).map { _ in generator.next() })
  let map = try SmoothGrad.map(
    network, [name: input], of: gradient.of, at: gradient.index, spread: 0.1, noise: noise)
  let range = (input.values.max() ?? 0) - (input.values.min() ?? 0)
  var mean = [Double](repeating: 0, count: input.count)
  for sample in 0..<samples {
    var moved = input
    for n in moved.values.indices {
      moved.values[n] += 0.1 * range * noise.values[sample * input.count + n]
    }
    let one = try network.record([name: moved]).gradient(
      of: gradient.of, at: gradient.index, withRespectTo: [name])
    for (n, value) in (one[name]?.values ?? []).enumerated() {
      mean[n] += Double(value) * Double(value) / Double(samples)
    }
  }
  expectClose(
    map, Tensor(shape: input.shape, values: mean.map { Float($0) }), within: 1e-4, fixture.name)
}

@Test func withoutSpreadItIsTheSquaredGradient() throws {
  let map = try SmoothGrad.map(squares(), ["x": x], of: "y", at: [], samples: 2, spread: 0)
  let expected = zip(weights, x.values).map { 4 * $0 * $0 * $1 * $1 }
  expectClose(map, Tensor(shape: [2, 3], values: expected), within: 1e-6, "map")
}

@Test func aSeedGivesTheSameMapAndAnotherSeedAnother() throws {
  let network = try squares()
  func map(_ seed: UInt64) throws -> Tensor {
    try SmoothGrad.map(network, ["x": x], of: "y", at: [], samples: 4, seed: seed)
  }
  #expect(try map(9) == map(9))
  #expect(try map(9) != map(10))
}

@Test func theNoiseIsStandardNormalAndUncorrelated() {
  var generator = NormalGenerator(seed: 1)
  let count = 200_000
  let values = (0..<count).map { _ in Double(generator.next()) }
  func mean(_ power: (Double) -> Double) -> Double {
    values.reduce(0) { $0 + power($1) } / Double(count)
  }
  // Five standard errors of each moment.
  #expect(abs(mean { $0 }) < 5 / Double(count).squareRoot())
  #expect(abs(mean { $0 * $0 } - 1) < 5 * (2 / Double(count)).squareRoot())
  #expect(abs(mean { $0 * $0 * $0 }) < 5 * (15 / Double(count)).squareRoot())
  #expect(abs(mean { $0 * $0 * $0 * $0 } - 3) < 5 * (96 / Double(count)).squareRoot())
  let products = zip(values, values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
  #expect(abs(products) < 5 / Double(count).squareRoot())
}

@Test func requestsThatMakeNoSenseAreRefusedInWords() throws {
  let network = try squares()
  func refusal(_ body: () throws -> Tensor) -> String? {
    do {
      _ = try body()
      return nil
    } catch { return "\(error)" }
  }
  #expect(
    refusal { try SmoothGrad.map(network, ["x": x], of: "y", at: [], samples: 0) }?
      .contains("at least one sample") == true)
  #expect(
    refusal { try SmoothGrad.map(network, ["x": x], of: "y", at: [], spread: .nan) }?
      .contains("a spread of 0 or more") == true)
  #expect(
    refusal {
      try SmoothGrad.map(network, ["x": x], of: "y", at: [], noise: Tensor(zeros: [3, 2, 2]))
    }?.contains("samples by the input's [2, 3]") == true)
  #expect(
    refusal { try SmoothGrad.map(network, ["x": x], input: "z", of: "y", at: []) }?
      .contains("name one of x") == true)
}

@Test func smoothGradTellsItsProgress() throws {
  let shares = Counter()
  _ = try SmoothGrad.map(
    squares(), ["x": x], of: "y", at: [], samples: 4, progress: { shares.append($0) })
  #expect(shares.values == [0.25, 0.5, 0.75, 1])
}
