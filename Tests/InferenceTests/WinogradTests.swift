import TestSupport
import Testing

@testable import Inference

/// One convolution with 3×3 or 3×3×3 kernels, and its sums in double precision.
private struct Case: CustomTestStringConvertible, Sendable {
  let items, inputs, outputs: Int
  let extents: [Int]
  let pads: [Int]

  var testDescription: String { "\(items)×\(inputs)→\(outputs) \(extents) pads \(pads)" }
  var rank: Int { extents.count }
  var places: [Int] { zip(extents, zip(pads, pads[rank...])).map { $0 + $1.0 + $1.1 - 2 } }
  var kernel: Int { rank == 2 ? 9 : 27 }

  func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
  }
  var weights: [Float] { numbers(outputs * inputs * kernel, seed: 1) }
  var x: Tensor {
    let shape = [items, inputs] + extents
    return Tensor(shape: shape, values: numbers(shape.reduce(1, *), seed: 2))
  }

  func network(threads: Int) throws -> Network {
    var model = SmallModel()
    model.input("x", [items, inputs] + extents)
    model.constant(
      "w", floats: weights, [outputs, inputs] + [Int](repeating: 3, count: rank))
    model.constant("b", floats: numbers(outputs, seed: 3), [outputs])
    model.node("Conv", ["x", "w", "b"], ["sum"], ["pads": .ints(pads)])
    model.node("Relu", ["sum"], ["y"])
    model.output("y", [items, outputs] + places)
    return try model.network(threads: threads)
  }

  /// Calls `body` with each product of the sum, or of one output element's: output element, input
  /// element, weight.
  func products(of element: Int? = nil, _ body: (_ y: Int, _ x: Int, _ w: Int) -> Void) {
    let (from, to) = (three(extents), three(places))
    let (pad, size) = ([rank == 2 ? 0 : pads[0]] + pads[(rank - 2)..<rank], rank == 2 ? 1 : 3)
    for n in 0..<items * outputs {
      let (item, m) = (n / outputs, n % outputs)
      for place in 0..<to.reduce(1, *) {
        if let element, element != n * to.reduce(1, *) + place { continue }
        let at = [place / to[2] / to[1], place / to[2] % to[1], place % to[2]]
        for c in 0..<inputs {
          for k in 0..<kernel {
            let source = [
              at[0] + k / 9 - pad[0], at[1] + k / 3 % 3 - pad[1], at[2] + k % 3 - pad[2],
            ]
            guard size == 3 || source[0] == 0, zip(source, from).allSatisfy({ $0 >= 0 && $0 < $1 })
            else { continue }
            let voxel = (source[0] * from[1] + source[1]) * from[2] + source[2]
            body(
              n * to.reduce(1, *) + place, (item * inputs + c) * from.reduce(1, *) + voxel,
              (m * inputs + c) * kernel + k)
          }
        }
      }
    }
  }

  private func three(_ values: [Int]) -> [Int] { rank == 2 ? [1] + values : values }
}

private let cases = [
  // Rows of tiles that end within sixteen lanes, beyond them, and tiles that reach over the edge.
  Case(items: 1, inputs: 8, outputs: 9, extents: [15, 30], pads: [1, 1, 1, 1]),
  Case(items: 1, inputs: 9, outputs: 13, extents: [5, 70], pads: [1, 1, 1, 1]),
  Case(items: 5, inputs: 11, outputs: 40, extents: [7, 6], pads: [1, 1, 1, 1]),
  Case(items: 2, inputs: 8, outputs: 8, extents: [14, 13], pads: [0, 2, 1, 0]),
  Case(items: 1, inputs: 8, outputs: 8, extents: [5, 7, 11], pads: [1, 1, 1, 1, 1, 1]),
  Case(items: 2, inputs: 10, outputs: 9, extents: [4, 5, 6], pads: [0, 1, 2, 1, 0, 0]),
]

private func largestDifference(_ a: [Float], _ b: [Double]) -> Double {
  let scale = b.reduce(0) { max($0, abs($1)) }
  return zip(a, b).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / scale
}

@Test(arguments: cases)
private func minimalFilteringGivesTheSumOfTheConvolution(_ item: Case) throws {
  let (x, weights, bias) = (item.x, item.weights, item.numbers(item.outputs, seed: 3))
  let columns = item.places.reduce(1, *)
  var expected = (0..<item.items * item.outputs * columns).map {
    Double(bias[$0 / columns % item.outputs])
  }
  item.products { expected[$0] += Double(x.values[$1]) * Double(weights[$2]) }
  let y = try #require(item.network(threads: 1).run(["x": x])["y"])
  #expect(largestDifference(y.values, expected.map { max($0, 0) }) < 2e-5)
}

@Test(arguments: cases)
private func theGradientByTheInputIsMinimallyFilteredToo(_ item: Case) throws {
  let x = item.x
  let recording = try item.network(threads: 2).record(["x": x])
  let y = try #require(recording.outputs["y"])
  let element = try #require(y.values.lastIndex { $0 > 0.5 })
  var index = y.shape
  var rest = element
  for axis in y.shape.indices.reversed() {
    index[axis] = rest % y.shape[axis]
    rest /= y.shape[axis]
  }
  let gradient = try #require(
    recording.gradient(of: "y", at: index, withRespectTo: ["x"])["x"])
  let weights = item.weights
  var expected = [Double](repeating: 0, count: x.values.count)
  item.products(of: element) { expected[$1] += Double(weights[$2]) }
  #expect(largestDifference(gradient.values, expected) < 2e-5)
}

@Test(arguments: cases)
private func minimalFilteringDoesNotDependOnThreads(_ item: Case) throws {
  let x = item.x
  let one = try item.network(threads: 1).run(["x": x])
  #expect(try item.network(threads: 3).run(["x": x]) == one)
}

@Test func smallTilesAreTakenWhereTheWeightsAreManyAndNoneWhereNothingIsSaved() {
  func tile(_ channels: Int, _ extents: [Int], kernel: Int = 3, stride: Int = 1) -> [Int]? {
    let axes = extents.map { _ in 1 }
    let window = Window(
      input: extents, output: extents, kernel: axes.map { _ in kernel },
      stride: axes.map { _ in stride }, dilation: axes, pad: axes)
    return Winograd(
      Convolution(items: 1, groups: 1, inputs: channels, outputs: channels, window: window))?.tile
  }
  #expect(tile(64, [56, 56]) == [1, 4, 4])
  #expect(tile(512, [7, 7]) == [1, 2, 2])
  #expect(tile(32, [48, 48, 48]) == [2, 4, 4])
  #expect(tile(512, [2, 2]) == nil)
  #expect(tile(64, [56, 56], stride: 2) == nil)
  #expect(tile(64, [56, 56], kernel: 5) == nil)
  #expect(tile(4, [56, 56]) == nil)
}
