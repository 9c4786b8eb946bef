import Foundation
import Inference
import Testing

@Test(arguments: FixtureCase.operators)
func anOperatorGivesWhatOnnxRuntimeGives(_ fixture: FixtureCase) throws {
  let network = try Network(fixture.modelData, threads: 2)
  let outputs = try network.run(fixture.inputTensors)
  for (name, numbers) in fixture.outputs {
    expectClose(outputs[name], FixtureCase.tensor(numbers), within: 1e-5, "\(fixture.name) \(name)")
  }
}

@Test(arguments: FixtureCase.modules)
func aModelGivesWhatPyTorchGives(_ fixture: FixtureCase) throws {
  let network = try Network(fixture.modelData, threads: 2)
  let outputs = try network.run(fixture.inputTensors)
  for (name, numbers) in fixture.outputs {
    expectClose(outputs[name], FixtureCase.tensor(numbers), within: 1e-4, "\(fixture.name) \(name)")
  }
}

@Test(arguments: FixtureCase.modules)
func theGradientOfALogitIsAutograds(_ fixture: FixtureCase) throws {
  let network = try Network(fixture.modelData, threads: 2)
  let gradient = try #require(fixture.gradient)
  let recording = try network.record(fixture.inputTensors)
  let tensors = try recording.gradient(
    of: gradient.of, at: gradient.index, withRespectTo: Array(gradient.by.keys))
  for (name, numbers) in gradient.by {
    expectClose(tensors[name], FixtureCase.tensor(numbers), within: 1e-4, "\(fixture.name) \(name)")
  }
}

@Test(arguments: FixtureCase.modules.filter { $0.heat != nil && $0.name != "3-D U-Net" })
func gradCAMIsWhatPyTorchComputes(_ fixture: FixtureCase) throws {
  let network = try Network(fixture.modelData, threads: 2)
  let (gradient, heat) = (try #require(fixture.gradient), try #require(fixture.heat))
  let layer = try #require(GradCAM.defaultLayer(of: network))
  let recording = try network.record(fixture.inputTensors, towards: [layer])
  let map = try GradCAM.heat(recording, of: gradient.of, at: gradient.index)
  expectClose(map, FixtureCase.tensor(heat), within: 1e-4, fixture.name)
}

@Test(arguments: FixtureCase.modules)
func theNumberOfThreadsChangesNothing(_ fixture: FixtureCase) throws {
  let one = try Network(fixture.modelData, threads: 1).run(fixture.inputTensors)
  let two = try Network(fixture.modelData, threads: 3)
  for _ in 0..<3 {
    let outputs = try two.run(fixture.inputTensors)
    #expect(outputs == one)
  }
}
