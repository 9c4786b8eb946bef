import Foundation
import Inference
import Testing

/// One model of `Fixtures/cases.json` with the numbers it should give.
struct FixtureCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Place: Decodable, Sendable { let offset, length: Int }
  struct Numbers: Decodable, Sendable { let shape: [Int], offset: Int, length: Int }
  struct Gradient: Decodable, Sendable {
    let of: String
    let index: [Int]
    let by: [String: Numbers]
  }
  let name: String
  let `operator`: String?
  let model: Place
  let inputs, outputs: [String: Numbers]
  let gradient: Gradient?
  let heat: Numbers?

  var testDescription: String { name }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")
  private static let blob = (try? Data(contentsOf: file("cases.bin"))) ?? Data()

  static let all: [FixtureCase] = cases(of: "cases.json")

  static func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

  static func cases(of name: String) -> [FixtureCase] {
    guard let text = try? Data(contentsOf: file(name)),
      let cases = try? JSONDecoder().decode([FixtureCase].self, from: text)
    else { return [] }
    return cases
  }
  static var operators: [FixtureCase] { all.filter { $0.operator != nil } }
  static var modules: [FixtureCase] { all.filter { $0.operator == nil } }

  var modelData: Data { Self.blob.subdata(in: model.offset..<model.offset + model.length) }

  static func tensor(_ numbers: Numbers, of blob: Data = blob) -> Tensor {
    let bytes = blob.subdata(in: numbers.offset..<numbers.offset + numbers.length)
    let values = bytes.withUnsafeBytes { raw in
      (0..<numbers.length / 4).map { raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
    }
    return Tensor(shape: numbers.shape, values: values)
  }

  var inputTensors: [String: Tensor] { inputs.mapValues { Self.tensor($0) } }
}

/// Largest difference relative to the larger of 1 and the expected magnitude.
func expectClose(
  _ actual: Tensor?, _ expected: Tensor, within tolerance: Float, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let actual else {
    Issue.record("\(what) is missing", sourceLocation: sourceLocation)
    return
  }
  #expect(actual.shape == expected.shape, "\(what)", sourceLocation: sourceLocation)
  guard actual.shape == expected.shape else { return }
  let scale = max(1e-6, expected.values.map { abs($0) }.filter(\.isFinite).max() ?? 0)
  var worst: Float = 0
  for (a, b) in zip(actual.values, expected.values) {
    if a == b || (a.isNaN && b.isNaN) { continue }
    let difference = abs(a - b) / max(abs(b), scale)
    worst = difference.isNaN ? .infinity : max(worst, difference)
  }
  #expect(worst <= tolerance, "\(what) is off by \(worst)", sourceLocation: sourceLocation)
}
