import Foundation
import Imaging
import Inference

/// What an analysis gives: findings for people and programs, and where the model looked.
public struct Analysis: Sendable {
  public let findings: Findings
  /// Nil when no level could be assessed.
  public let heat: HeatVolume?

  public init(findings: Findings, heat: HeatVolume?) {
    self.findings = findings
    self.heat = heat
  }
}

/// Reads cervical-spine CT: which levels are in view, and which of them are fractured.
///
/// The numbers do not depend on `threads`. Works on a queue of its own and stops within one piece
/// of work when its task is cancelled.
public actor SpineAnalyser {
  public nonisolated let package: ModelPackage
  private let localiser: Network
  private let classifier: Network
  private let threads: Int
  private let executor = SerialQueueExecutor(label: "spinetui.analysis")

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// - Throws: `ModelPackageError.graph` when a network cannot run or does not fit the manifest.
  public init(package: ModelPackage, threads: Int) throws {
    self.package = package
    self.threads = max(1, threads)
    let manifest = package.manifest
    localiser = try package.network(
      manifest.localise.file, input: manifest.localise.input.name,
      outputs: [manifest.localise.outputs.labels, manifest.localise.outputs.offsets],
      threads: self.threads)
    classifier = try package.network(
      manifest.classify.file, input: manifest.classify.input.name,
      outputs: [manifest.classify.outputs.logit], threads: self.threads)
  }

  /// Localises, classifies and explains.
  ///
  /// - Parameter progress: called from the analyser's queue.
  /// - Throws: `AnalysisError` when the volume cannot be read at all; `CancellationError`.
  public func analyse(
    _ volume: Volume, progress: @escaping ProgressHandler = { _ in }
  ) async throws -> Analysis {
    try await withRun(of: volume, progress: progress) { try $0.analysis() }
  }

  /// Stage 2's training examples as inference has them: masks and centres are stage 1's own.
  ///
  /// - Parameters:
  ///   - field: what stage 1 sees instead of `volume`, which may then be the spine's part of it alone.
  ///   - truth: where known, levels under a wrong name are left out and fractures are marked.
  /// - Throws: `AnalysisError` when the volume cannot be read at all; `PreparationError.images` when
  ///   its voxels are too coarse for stage 2; `CancellationError`.
  public func preparedLevels(
    of volume: Volume, seenIn field: Volume? = nil, truth: LevelTruth? = nil,
    settings: PreparationSettings
  ) async throws -> PreparedLevels {
    let stage = package.manifest.classify
    let field = field ?? volume
    try InputChecks.require(field, for: package.manifest.localise)
    if let reason = InputChecks.reasonNotToClassify(volume, stage) {
      throw PreparationError.images(reason: reason)
    }
    return try await withRun(of: field, progress: { _ in }) { run in
      try PreparedLevels(
        volume: volume, localisation: try run.localised(), truth: truth, settings: settings,
        threads: run.threads
      ) { level, frame in
        InputChecks.reasonNotToClassify(level, frame: frame, in: field, stage) == nil
      }
    }
  }

  private func withRun<R: Sendable>(
    of volume: Volume, progress: @escaping ProgressHandler, _ body: (AnalysisRun) throws -> R
  ) async throws -> R {
    let flag = CancellationFlag()
    return try await withTaskCancellationHandler {
      try body(
        AnalysisRun(
          volume: volume, manifest: package.manifest, identity: package.identity,
          localiser: localiser, classifier: classifier, threads: threads, progress: progress,
          isCancelled: { flag.isSet }))
    } onCancel: {
      flag.set()
    }
  }
}

extension ModelPackage {
  /// One of the package's graphs, checked against what the manifest says of it.
  fileprivate func network(
    _ file: String, input: String, outputs: [String], threads: Int
  ) throws(ModelPackageError) -> Network {
    let network: Network
    do {
      network = try Network(contents[file] ?? Data(), threads: threads)
    } catch {
      throw .graph(file: file, reason: String(describing: error))
    }
    guard network.inputs.map(\.name) == [input] else {
      let names = network.inputs.map(\.name).joined(separator: ", ")
      throw .graph(file: file, reason: "its inputs are \(names), the manifest says \(input)")
    }
    for output in outputs where !network.outputs.contains(where: { $0.name == output }) {
      throw .graph(file: file, reason: "it has no output \(output)")
    }
    return network
  }
}
