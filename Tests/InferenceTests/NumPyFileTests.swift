import Foundation
import TestSupport
import Testing

@testable import Inference

private struct ArrayRead: Decodable {
  var shape: [Int]
  var type: String
  var values: [Float?]
}

@Suite(.enabled(if: Python.isAvailable, "needs SPINETUI_PYTHON or .venv with numpy"))
struct NumPyReadBackTests {
  private func read<Element: NumPyElement>(_ values: [Element], _ shape: [Int]) throws -> ArrayRead
  {
    let folder = try TemporaryFolder()
    let path = folder.file("a.npy")
    try NumPyFile.encoded(values, shape: shape).write(to: URL(fileURLWithPath: path))
    let json = try Python.conformance("read_back.py", [path])
    return try #require(try JSONDecoder().decode([ArrayRead].self, from: Data(json.utf8)).first)
  }

  @Test func numpyReadsTheArray() throws {
    let values: [Float] = [1.5, -1000, .nan, 3071, 0, 1e-20]
    let array = try read(values, [2, 3])
    #expect(array.shape == [2, 3])
    #expect(array.type == "float32")
    #expect(array.values.map { $0 ?? .nan }.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func numpyReadsHalvesAndBytes() throws {
    let halves = try read([0.5, 1, 0.25] as [Float16], [3])
    #expect(halves.shape == [3] && halves.type == "float16")
    #expect(halves.values == [0.5, 1, 0.25])
    let bytes = try read([7, 255] as [UInt8], [1, 2, 1])
    #expect(bytes.shape == [1, 2, 1] && bytes.type == "uint8")
    #expect(bytes.values == [7, 255])
  }
}

@Test func anArrayComesBackAsItWasWritten() throws {
  let tensor = try NumPyFile.tensor(
    NumPyFile.encoded([0.5, 2, 65504] as [Float16], shape: [3, 1]), "a.npy")
  #expect(tensor.shape == [3, 1])
  #expect(tensor.values == [0.5, 2, 65504])
}
