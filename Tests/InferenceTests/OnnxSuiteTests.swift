import Foundation
import Testing

@testable import Inference

/// A few cases of the ONNX project's own suite for each operator; `make conformance-onnx` runs all.
enum OnnxSuite {
  static let blob = (try? Data(contentsOf: FixtureCase.file("onnx-suite.bin"))) ?? Data()
  static let cases = FixtureCase.cases(of: "onnx-suite.json")
}

@Test(arguments: OnnxSuite.cases)
func aCaseOfTheOnnxSuiteComesOutRight(_ fixture: FixtureCase) throws {
  let place = fixture.model
  let model = OnnxSuite.blob.subdata(in: place.offset..<place.offset + place.length)
  let network = try Network(model, threads: 2)
  let outputs = try network.run(
    fixture.inputs.mapValues { FixtureCase.tensor($0, of: OnnxSuite.blob) })
  for (name, numbers) in fixture.outputs {
    expectClose(
      outputs[name], FixtureCase.tensor(numbers, of: OnnxSuite.blob), within: 1e-3,
      "\(fixture.name) \(name)")
  }
}
