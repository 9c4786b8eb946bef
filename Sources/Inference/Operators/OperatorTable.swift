/// The page `docs/operators.md`, made from the registry.
public enum OperatorTable {
  public static var markdown: String {
    var lines = [
      "# Operators",
      "",
      "Made by `spinetui generate-operators`; a test fails when it is stale. Opsets count from the model's",
      "import. “Forward” results are compared with the ONNX project's own cases in",
      "`Tests/InferenceTests/OnnxSuiteTests.swift` (all of them by `make conformance-onnx`) and with ONNX",
      "Runtime's or PyTorch's in `ForwardTests.swift`, “backward” with central differences in",
      "`GradientTests.swift` and, within whole models, with PyTorch's autograd. If, Loop, Scan, random",
      "operators and values that are no tensors are refused by name.",
      "",
      "| operator | opsets | forward | backward | tested against |",
      "|---|---|---|---|---|",
    ]
    for row in Registry.rows {
      let backward = row.isDifferentiable ? "yes" : "no"
      let oracle =
        row.isDifferentiable ? "\(row.testedAgainst), central differences" : row.testedAgainst
      lines.append(
        "| \(row.name) | \(row.opsets.lowerBound)–\(row.opsets.upperBound) | yes | \(backward) | \(oracle) |"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
