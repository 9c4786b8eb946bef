import Foundation
import TestSupport
import Testing

@testable import Inference

/// Loads and, when that works, runs a model on zeros: errors are fine, traps are not.
private func survive(_ data: Data) {
  guard let network = try? Network(data, threads: 1, memoryLimit: 64 << 20) else { return }
  var inputs: [String: Tensor] = [:]
  for info in network.inputs {
    let shape = info.shape.map { $0 ?? 1 }
    guard shape.allSatisfy({ $0 < 1 << 16 }), shape.reduce(1.0, { $0 * Double($1) }) < 1e6 else {
      return
    }
    inputs[info.name] = Tensor(zeros: shape)
  }
  let recorded = Result { try network.record(inputs) }
  if case .failure(let error) = recorded {
    #expect(!"\(error)".contains("was planned"), "\(error)")
  }
  guard let recording = try? recorded.get(), let output = recording.outputs.first else { return }
  _ = try? recording.gradient(
    of: output.key, at: output.value.shape.map { _ in 0 }, withRespectTo: Array(inputs.keys))
}

@Test(arguments: FixtureCase.modules)
func aTruncatedModelIsAnError(_ fixture: FixtureCase) {
  let data = fixture.modelData
  for length in stride(from: 0, to: data.count, by: max(1, data.count / 150)) {
    #expect(throws: ModelError.self) { try Network(data.prefix(length), threads: 1) }
  }
}

@Test(arguments: FixtureCase.all)
func mutatedModelsNeverTrap(_ fixture: FixtureCase) {
  var generator = SplitMix64(seed: UInt64(fixture.model.offset))
  let original = fixture.modelData
  for _ in 0..<40 {
    var data = original
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let place = Int.random(in: 0..<min(data.count, 4000), using: &generator)
      data[place] =
        Bool.random(using: &generator)
        ? UInt8.random(in: 0...255, using: &generator)
        : data[place] ^ 1 << UInt8.random(in: 0...7, using: &generator)
    }
    survive(data)
  }
}

@Test func mutatedAttributesNeverTrap() {
  var generator = SplitMix64(seed: 3)
  let extremes = [
    0, -1, 1, 2, 3, 7, 255, 1 << 20, 1 << 31, 1 << 40, Int.max, Int.min, Int.min + 1, -(1 << 31),
  ]
  for row in GradientRow.all {
    for _ in 0..<30 {
      var model = row.model
      func extreme() -> Int64 { Int64(extremes.randomElement(using: &generator) ?? 0) }
      for n in model.proto.graph.node[0].attribute.indices where Bool.random(using: &generator) {
        var attribute = model.proto.graph.node[0].attribute[n]
        if attribute.type == 2 { attribute.i = extreme() }
        for k in attribute.ints.indices where Bool.random(using: &generator) {
          attribute.ints[k] = extreme()
        }
        model.proto.graph.node[0].attribute[n] = attribute
      }
      for n in model.proto.graph.initializer.indices {
        for k in model.proto.graph.initializer[n].int64Data.indices
        where Bool.random(using: &generator) {
          model.proto.graph.initializer[n].int64Data[k] = extreme()
        }
      }
      for n in model.proto.graph.input.indices where Int.random(in: 0..<4, using: &generator) == 0 {
        let rank = model.proto.graph.input[n].type.tensorType.shape.dim.count
        guard rank > 0 else { continue }
        let axis = Int.random(in: 0..<rank, using: &generator)
        model.proto.graph.input[n].type.tensorType.shape.dim[axis].dimValue =
          Bool.random(using: &generator) ? extreme() : Int64.random(in: 0...4, using: &generator)
      }
      survive(model.data)
    }
  }
}

@Test func aCycleIsAnError() {
  var model = SmallModel()
  model.input("x", [1])
  model.node("Add", ["x", "b"], ["a"])
  model.node("Relu", ["a"], ["b"])
  model.output("b")
  #expect { try model.network() } throws: { "\($0)".contains("cycle") }
}

@Test func aTensorThatNobodyMakesIsNamed() {
  var model = SmallModel()
  model.input("x", [1])
  model.node("Add", ["x", "lost"], ["y"])
  model.output("y")
  #expect { try model.network() } throws: { "\($0)".contains("lost") }
}

@Test func anUnsupportedOperatorIsNamedWithItsOpset() {
  var model = SmallModel(opset: 16)
  model.input("x", [1])
  model.node("NonMaxSuppression", ["x"], ["y"])
  model.output("y")
  #expect(
    throws: ModelError.unsupported(
      operator: "NonMaxSuppression", node: "NonMaxSuppression #0", opset: 16)
  ) {
    try model.network()
  }
}

@Test func aConstantBeyondTheLimitIsNotComputedAtLoad() {
  var model = SmallModel()
  model.constant("shape", [1 << 20, 1 << 20])
  model.node("ConstantOfShape", ["shape"], ["y"])
  model.output("y")
  #expect(throws: ModelError.self) { try model.network() }
}

@Test func aRunBeyondTheMemoryLimitIsRefused() throws {
  var model = SmallModel()
  model.input("x", [nil, 1])
  model.constant("shape", [1, 1 << 20])
  model.node("Expand", ["x", "shape"], ["y"])
  model.output("y", [nil, 1 << 20])
  let network = try Network(model.data, threads: 1, memoryLimit: 1 << 24)
  #expect(throws: ModelError.self) { try network.run(["x": Tensor(zeros: [64, 1])]) }
  #expect(throws: Never.self) { try network.run(["x": Tensor(zeros: [1, 1])]) }
}

@Test(arguments: ["../secret", "/etc/passwd", "a/../../b", "", "link.bin", "short.bin"])
func externalDataStaysInsideTheFolder(_ location: String) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try Data(count: 100).write(to: folder.appendingPathComponent("good.bin"))
  try Data(count: 8).write(to: folder.appendingPathComponent("short.bin"))
  symlink("good.bin", folder.appendingPathComponent("link.bin").path)
  func model(_ location: String) -> SmallModel {
    var model = SmallModel()
    model.input("x", [4])
    model.constant("w", floats: [], [4])
    model.proto.graph.initializer[0].dataLocation = 1
    var entry = OnnxSubset_StringStringEntryProto()
    (entry.key, entry.value) = ("location", location)
    model.proto.graph.initializer[0].externalData = [entry]
    model.node("Add", ["x", "w"], ["y"])
    model.output("y", [4])
    return model
  }
  let path = folder.appendingPathComponent("m.onnx")
  try model("good.bin").data.write(to: path)
  #expect(throws: Never.self) { try Network(contentsOf: path.path, threads: 1) }
  try model(location).data.write(to: path)
  #expect(throws: ModelError.self) { try Network(contentsOf: path.path, threads: 1) }
}

@Test func namesInErrorsHoldNoControlCharacters() {
  let error = ModelError.unsupported(operator: "\u{1B}]52;c;\u{7}", node: "a\nb", opset: 1)
  #expect(!"\(error)".unicodeScalars.contains { $0.value < 32 })
}

@Test func repeatsBeyondMemoryAreAnErrorAndNoTrap() {
  var model = SmallModel()
  model.input("x", [1 << 33, 0])
  model.constant("repeats", [1 << 31, 1])
  model.node("Tile", ["x", "repeats"], ["y"])
  model.output("y")
  #expect(throws: ModelError.self) { try model.network() }
}

@Test func anEquationWithAMissingFactorIsAnError() {
  var model = SmallModel()
  model.input("x", [2])
  model.node("Einsum", ["x", "", "x"], ["y"], ["equation": .string("i,i->i")])
  model.output("y")
  #expect(throws: ModelError.self) { try model.network() }
}
