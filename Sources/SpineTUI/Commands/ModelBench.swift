import ArgumentParser
import Inference

/// `spinetui model bench`: how long a model takes on this machine.
struct ModelBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Time a model: milliseconds, GFLOP/s and peak bytes.",
    discussion: "Example: spinetui model bench net.onnx --threads 1,2 --runs 20")

  @OptionGroup var options: ModelOptions

  @Option(help: ArgumentHelp("Thread counts to compare.", valueName: "1,2,…")) var threads = "1"

  @Option(help: "Timed runs of each, after one that is not.") var runs = 10

  /// What --json prints an array of; docs/formats.md has an example.
  private struct Row: Encodable {
    let model: String
    let threads: Int
    let minMs, medianMs, gflops: Double
    let peakBytes: Int

    enum CodingKeys: String, CodingKey {
      case model, threads, gflops
      case minMs = "min_ms"
      case medianMs = "median_ms"
      case peakBytes = "peak_bytes"
    }
  }

  func validate() throws {
    guard (1...100_000).contains(runs) else { throw ValidationError("--runs must be 1…100000.") }
    _ = try counts()
  }

  private func counts() throws -> [Int] {
    let counts = threads.split(separator: ",").compactMap { Int($0) }
    guard !counts.isEmpty, counts.count == threads.split(separator: ",").count,
      counts.allSatisfy({ (1...1024).contains($0) })
    else { throw ValidationError("--threads takes whole numbers from 1, such as 1,2.") }
    return counts
  }

  func run() async throws {
    try await reportingFailures(json: options.json) {
      let rows = try await endingWithTask { isCancelled in
        try counts().map { try row(threads: $0, isCancelled) }
      }
      if options.json { return try printJSON(rows) }
      print("threads   min ms  median ms  GFLOP/s  peak MB")
      for row in rows {
        print(
          "\(row.threads)".leftPadded(to: 7), rounded(row.minMs, 8), rounded(row.medianMs, 10),
          rounded(row.gflops, 8), rounded(Double(row.peakBytes) / 1e6, 8))
      }
    }
  }

  private func rounded(_ value: Double, _ width: Int) -> String {
    "\((value * 100).rounded() / 100)".leftPadded(to: width)
  }

  private func row(
    threads: Int, _ isCancelled: @escaping @Sendable () -> Bool
  ) throws -> Row {
    let network = try options.network(threads: threads)
    let given = try options.tensors()
    guard let inputs = given.isEmpty ? network.zeroInputs : given else {
      throw ModelError.invalidRequest(
        "The model leaves sizes open: give its inputs with --input NAME=FILE.npy")
    }
    let cost = try network.cost(of: inputs)
    _ = try network.run(inputs, isCancelled: isCancelled)
    network.resetPeakBytes()
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<runs {
      let time = try clock.measure { _ = try network.run(inputs, isCancelled: isCancelled) }
      times.append(time / .milliseconds(1))
    }
    times.sort()
    let median = (times[(runs - 1) / 2] + times[runs / 2]) / 2
    return Row(
      model: options.model, threads: threads, minMs: times[0], medianMs: median,
      gflops: Double(cost.flops) / median / 1e6, peakBytes: network.peakBytes)
  }
}

extension Network {
  /// Zeros for every input, an open first extent taken as 1; nil when another extent is open.
  var zeroInputs: [String: Tensor]? {
    var tensors: [String: Tensor] = [:]
    for info in inputs {
      var shape = info.shape
      if let first = shape.first, first == nil { shape[0] = 1 }
      let extents = shape.compactMap { $0 }
      guard extents.count == shape.count else { return nil }
      tensors[info.name] = Tensor(zeros: extents)
    }
    return tensors
  }
}
