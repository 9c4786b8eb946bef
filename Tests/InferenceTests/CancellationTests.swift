import Synchronization
import TestSupport
import Testing

@testable import Inference

/// Collects what a callback is given, from any thread.
final class Counter: Sendable {
  private let list = Mutex<[Double]>([])
  var values: [Double] { list.withLock { $0 } }
  func append(_ value: Double) { list.withLock { $0.append(value) } }
  /// How often it was asked, this time included.
  func next() -> Int {
    list.withLock {
      $0.append(0)
      return $0.count
    }
  }
}

/// Eight convolutions one after the other.
private func chain() -> SmallModel {
  var model = SmallModel()
  model.input("x", [1, 4, 24, 24])
  var generator = SplitMix64(seed: 2)
  for n in 0..<8 {
    let values = (0..<4 * 4 * 9).map { _ in Float.random(in: -0.3...0.3, using: &generator) }
    model.constant("w\(n)", floats: values, [4, 4, 3, 3])
    model.node(
      "Conv", [n == 0 ? "x" : "t\(n - 1)", "w\(n)"], ["t\(n)"], ["pads": .ints([1, 1, 1, 1])])
  }
  model.node("GlobalAveragePool", ["t7"], ["y"])
  model.output("y", [1, 4, 1, 1])
  return model
}

private let x = Tensor(
  shape: [1, 4, 24, 24], values: (0..<4 * 24 * 24).map { Float($0 % 17) / 17 - 0.5 })

@Test(arguments: [1, 3], [1, 2, 5, 9])
func aCancelledRunStopsAndTheNextOneIsWhole(threads: Int, askings: Int) throws {
  let network = try chain().network(threads: threads)
  let expected = try network.run(["x": x])
  let asked = Counter()
  #expect(throws: ModelError.cancelled) {
    try network.run(["x": x], isCancelled: { asked.next() >= askings })
  }
  #expect(try network.run(["x": x]) == expected)
  let shares = Counter()
  #expect(
    try network.run(["x": x], progress: { shares.append($0) }, isCancelled: { false }) == expected)
  #expect(shares.values.last == 1)
  #expect(shares.values == shares.values.sorted())
}

@Test func aCancelledRecordingAndItsGradientStop() throws {
  let network = try chain().network(threads: 2)
  #expect(throws: ModelError.cancelled) { try network.record(["x": x], isCancelled: { true }) }
  let stop = Flag()
  let recording = try network.record(["x": x], isCancelled: { stop.isSet })
  let whole = try recording.gradient(of: "y", at: [0, 1, 0, 0], withRespectTo: ["x"])
  stop.set()
  #expect(throws: ModelError.cancelled) {
    try recording.gradient(of: "y", at: [0, 1, 0, 0], withRespectTo: ["x"])
  }
  stop.clear()
  #expect(try recording.gradient(of: "y", at: [0, 1, 0, 0], withRespectTo: ["x"]) == whole)
}

@Test func aCancelledSmoothGradStops() throws {
  let network = try chain().network(threads: 2)
  let asked = Counter()
  let done = Counter()
  #expect(throws: ModelError.cancelled) {
    try SmoothGrad.map(
      network, ["x": x], of: "y", at: [0, 0, 0, 0], samples: 1000,
      progress: { done.append($0) }, isCancelled: { asked.next() > 300 })
  }
  #expect(done.values.count < 100)
}

final class Flag: Sendable {
  private let value = Mutex(false)
  var isSet: Bool { value.withLock { $0 } }
  func set() { value.withLock { $0 = true } }
  func clear() { value.withLock { $0 = false } }
}
