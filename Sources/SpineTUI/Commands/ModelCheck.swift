import ArgumentParser
import Imaging
import Inference

/// `spinetui model check`: what a model asks for and whether the engine has it.
struct ModelCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "List a model's operators, opset, unsupported ones, parameters and FLOPs.",
    discussion: "Example: spinetui model check net.onnx --json")

  @OptionGroup var options: ModelOptions

  /// What --json prints; docs/formats.md has an example.
  private struct Report: Encodable {
    struct Operator: Encodable {
      let name: String
      let count: Int
      let supported, differentiable: Bool
    }
    struct Value: Encodable {
      let name, type: String
      let shape: [Int?]
    }
    let model, producer: String
    let opset: Int
    let operators: [Operator]
    let unsupported: [String]
    let inputs, outputs: [Value]
    /// Nil for a model with unsupported operators.
    @OrNull var parameters: Int?
    /// Nil also where the model leaves sizes open and no input is given.
    @OrNull var flops: Int?
  }

  func run() async throws {
    try await reportingFailures(json: options.json) {
      let summary = try ModelSummary(contentsOf: options.model)
      let network = summary.unsupported.isEmpty ? try options.network() : nil
      let flops = try network.flatMap { network -> Int? in
        let tensors = try options.tensors()
        let inputs = tensors.isEmpty ? network.zeroInputs : tensors
        return try inputs.map { try network.cost(of: $0).flops }
      }
      func values(_ infos: [ValueInfo]?) -> [Report.Value] {
        (infos ?? []).map { .init(name: $0.name, type: "\($0.type)", shape: $0.shape) }
      }
      let report = Report(
        model: options.model, producer: summary.producer, opset: summary.opset,
        operators: summary.operators.map {
          .init(
            name: $0.name, count: $0.count, supported: $0.isSupported,
            differentiable: $0.isDifferentiable)
        }, unsupported: summary.unsupported, inputs: values(network?.inputs),
        outputs: values(network?.outputs), parameters: network?.parameterCount, flops: flops)
      if options.json { try printJSON(report) } else { show(report) }
      if !summary.unsupported.isEmpty { throw ExitCode(65) }
    }
  }

  private func show(_ report: Report) {
    // Names stand in the model as its maker wrote them.
    print("opset \(report.opset)  \(DisplayText.safe(report.producer))")
    func text(_ value: Report.Value) -> String {
      "\(DisplayText.safe(value.name)) \(value.type) [\(value.shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", "))]"
    }
    for value in report.inputs { print("input   \(text(value))") }
    for value in report.outputs { print("output  \(text(value))") }
    if let parameters = report.parameters { print("parameters  \(parameters)") }
    if let flops = report.flops { print("GFLOP       \(Double(flops / 10_000_000) / 100)") }
    for use in report.operators {
      let remark = use.supported ? (use.differentiable ? "" : "  no gradient") : "  NOT SUPPORTED"
      print("\(use.count)".leftPadded(to: 5), DisplayText.safe(use.name) + remark)
    }
  }
}

extension String {
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
