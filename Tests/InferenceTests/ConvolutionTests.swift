import TestSupport
import Testing

@testable import Inference

/// One depthwise convolution over a picture, and its sums in double precision.
private struct Case: CustomTestStringConvertible, Sendable {
  let channels: Int
  let extents, kernel, strides, dilations, pads: [Int]

  var testDescription: String {
    "\(channels)×\(extents) kernel \(kernel) strides \(strides) dilations \(dilations)"
  }
  var places: [Int] {
    (0..<2).map {
      (extents[$0] + pads[$0] + pads[$0 + 2] - (kernel[$0] - 1) * dilations[$0] - 1) / strides[$0]
        + 1
    }
  }

  func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
  }

  func model(_ weights: [Float]) -> SmallModel {
    var model = SmallModel()
    model.input("x", [1, channels] + extents)
    model.constant("w", floats: weights, [channels, 1] + kernel)
    model.node(
      "Conv", ["x", "w"], ["y"],
      [
        "group": .int(channels), "pads": .ints(pads), "strides": .ints(strides),
        "dilations": .ints(dilations),
      ])
    model.output("y", [1, channels] + places)
    return model
  }

  func sums(_ x: [Float], _ weights: [Float]) -> [Double] {
    var sums: [Double] = []
    for c in 0..<channels {
      for h in 0..<places[0] {
        for w in 0..<places[1] {
          var sum = 0.0
          for k in 0..<kernel[0] * kernel[1] {
            let row = h * strides[0] + k / kernel[1] * dilations[0] - pads[0]
            let column = w * strides[1] + k % kernel[1] * dilations[1] - pads[1]
            guard (0..<extents[0]).contains(row), (0..<extents[1]).contains(column) else {
              continue
            }
            sum +=
              Double(x[(c * extents[0] + row) * extents[1] + column])
              * Double(weights[c * kernel[0] * kernel[1] + k])
          }
          sums.append(sum)
        }
      }
    }
    return sums
  }
}

@Test(arguments: [
  Case(
    channels: 3, extents: [7, 7], kernel: [3, 3], strides: [1, 1], dilations: [1, 1],
    pads: [1, 1, 1, 1]),
  Case(
    channels: 2, extents: [19, 33], kernel: [5, 3], strides: [2, 2], dilations: [1, 1],
    pads: [2, 1, 2, 1]),
  Case(
    channels: 2, extents: [23, 20], kernel: [3, 4], strides: [3, 2], dilations: [2, 3],
    pads: [0, 5, 4, 0]),
  // More places than are summed at one time.
  Case(
    channels: 2, extents: [14, 15], kernel: [12, 12], strides: [1, 2], dilations: [1, 1],
    pads: [6, 6, 5, 5]),
])
private func aDepthwiseConvolutionIsTheSumOfItsShiftedPictures(_ item: Case) throws {
  let x = item.numbers(item.channels * item.extents.reduce(1, *), seed: 4)
  let weights = item.numbers(item.channels * item.kernel.reduce(1, *), seed: 5)
  let tensor = Tensor(shape: [1, item.channels] + item.extents, values: x)
  let y = try #require(item.model(weights).network(threads: 2).run(["x": tensor])["y"])
  #expect(y.shape == [1, item.channels] + item.places)
  let expected = item.sums(x, weights)
  for (a, b) in zip(y.values, expected) { #expect(abs(Double(a) - b) < 1e-4) }
}

@Test func aPointwiseConvolutionSharedBetweenTasksHasAllItsChannels() throws {
  // 200 channels in shares, of 49 places: neither is a multiple of what a kernel takes.
  let (inputs, outputs, columns) = (24, 200, 49)
  var generator = SplitMix64(seed: 6)
  func numbers(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
  }
  let (x, w) = (numbers(inputs * columns), numbers(outputs * inputs))
  var model = SmallModel()
  model.input("x", [1, inputs, 7, 7])
  model.constant("w", floats: w, [outputs, inputs, 1, 1])
  model.node("Conv", ["x", "w"], ["y"])
  model.output("y", [1, outputs, 7, 7])
  let tensor = Tensor(shape: [1, inputs, 7, 7], values: x)
  let y = try #require(model.network(threads: 2).run(["x": tensor])["y"])
  for m in 0..<outputs {
    for place in 0..<columns {
      let sum = (0..<inputs).reduce(0.0) {
        $0 + Double(x[$1 * columns + place]) * Double(w[m * inputs + $1])
      }
      #expect(abs(Double(y.values[m * columns + place]) - sum) < 1e-4)
    }
  }
}
