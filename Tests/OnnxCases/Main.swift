import Foundation
import Inference

/// Runs models with their inputs, a folder a case, in one process: a process each would take longer
/// to start than most cases take to run.
///
/// Standard input names the folders, a line each. A folder holds `model.onnx`, `inputs.txt` with a
/// name a line, and `in_N.npy`; it gets `out_N.npy`, in the order of the model's outputs, and
/// `result.txt`: the outputs' element types, a line each, or one line beginning with `error`. Where it
/// holds `explain.txt`, what Explanation writes is there too.
@main
struct OnnxCases {
  static func main() throws {
    while let folder = readLine() {
      let result: String
      do { result = try run(folder) } catch { result = "error \(error)\n" }
      try result.write(toFile: folder + "/result.txt", atomically: false, encoding: .utf8)
    }
  }

  static func run(_ folder: String) throws -> String {
    let network = try Network(contentsOf: folder + "/model.onnx", threads: 2)
    var inputs: [String: Tensor] = [:]
    let names = try String(contentsOfFile: folder + "/inputs.txt", encoding: .utf8)
    for (n, name) in names.split(separator: "\n").enumerated() {
      inputs[String(name)] = try NumPyFile.read(folder + "/in_\(n).npy")
    }
    let outputs = try network.run(inputs)
    for (n, info) in network.outputs.enumerated() {
      guard let tensor = outputs[info.name] else { continue }
      try NumPyFile.write(tensor, to: folder + "/out_\(n).npy")
    }
    if let index = try? String(contentsOfFile: folder + "/explain.txt", encoding: .utf8) {
      try Explanation(network, inputs, index: index).write(into: folder)
    }
    return try network.outputTypes(for: inputs).map { "\($0)\n" }.joined()
  }
}
