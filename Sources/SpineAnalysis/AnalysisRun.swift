import Foundation
import Imaging
import Inference

/// One analysis of one volume, step by step.
struct AnalysisRun: Sendable {
  let volume: Volume
  let manifest: ModelManifest
  let identity: ModelIdentity
  let localiser: Network
  let classifier: Network
  let threads: Int
  let progress: ProgressHandler
  let isCancelled: @Sendable () -> Bool

  func analysis() throws -> Analysis {
    let clock = ContinuousClock()
    let start = clock.now
    try InputChecks.require(volume, for: manifest.localise)
    let localisation = try localised()
    let localise = clock.now
    let assessed = try assess(localisation)
    let heat = try HeatVolume.joining(
      assessed.compactMap(\.heat), reference: manifest.classify.heat.reference, threads: threads)
    let end = clock.now
    var seconds = Findings.Seconds()
    seconds.localise = (localise - start).seconds
    seconds.classify = (end - localise).seconds
    seconds.total = (end - start).seconds
    let levels = Level.allCases.map { level in
      assessed.first { $0.finding.level == level }?.finding
        ?? LevelFinding(level: level, inView: false, threshold: threshold(level))
    }
    let overall = OverallFinding(
      probability: Overall.probability(of: levels.map(\.probability)),
      threshold: manifest.thresholds.overall.value)
    return Analysis(
      findings: Findings(
        identity: volume.identity, model: identity, levels: levels, overall: overall,
        warnings: volume.warnings + warnings(levels), seconds: seconds),
      heat: heat)
  }

  // MARK: Stage 1

  func localised() throws -> Localisation {
    let stage = manifest.localise
    report("finding the spine", 0)
    let grid = try LocaliserGrid.geometry(
      for: volume, input: stage.input, threads: threads, isCancelled: isCancelled)
    let image = try LocaliserInput.values(
      volume: volume, grid: grid, input: stage.input, threads: threads, isCancelled: isCancelled)
    let size = grid.dimensions
    let outputs = try run(
      localiser, [stage.input.name: Tensor(shape: [1, 1, size.z, size.y, size.x], values: image)],
      stage: "naming the levels")
    let labels = try output(stage.outputs.labels, of: outputs, stage.file)
    let offsets = try output(stage.outputs.offsets, of: outputs, stage.file)
    let expected = [1, stage.outputs.classes.count, size.z, size.y, size.x]
    guard labels.shape == expected, offsets.count == 3 * grid.voxelCount else {
      throw ModelPackageError.graph(
        file: stage.file,
        reason:
          "its outputs have the shapes \(labels.shape) and \(offsets.shape), not \(expected) and 3 offsets"
      )
    }
    try stopIfCancelled()
    let votes = VoxelVotes(
      grid: grid, labels: labels.values, offsets: offsets.values,
      offsetMillimetres: stage.outputs.offsetMillimetres)
    return try Localiser.localisation(votes: votes, field: volume.geometry)
  }

  // MARK: Stage 2

  struct Assessed: Sendable {
    var finding: LevelFinding
    var heat: LevelHeat?
  }

  private func assess(_ localisation: Localisation) throws -> [Assessed] {
    let stage = manifest.classify
    let reason = InputChecks.reasonNotToClassify(volume, stage)
    var result: [Assessed] = []
    for (n, pair) in zip(localisation.levels, localisation.directions).enumerated() {
      let (level, direction) = pair
      try stopIfCancelled()
      report("reading \(level.level)", Double(n) / Double(localisation.levels.count))
      let frame = CropFrame(
        points: level.mask.points, direction: direction, slices: stage.input.slices,
        margin: stage.input.marginMillimetres)
      var finding = LevelFinding(
        level: level.level, inView: true, threshold: threshold(level.level),
        centre: level.centre, box: level.box)
      finding.notAssessedReason =
        reason ?? InputChecks.reasonNotToClassify(level, frame: frame, in: volume, stage)
      guard finding.notAssessedReason == nil else {
        result.append(Assessed(finding: finding))
        continue
      }
      let (logit, heat) = try classify(level, frame)
      finding.probability = stage.calibration.probability(ofLogit: logit)
      finding.slices = heat.slices(of: volume.geometry)
      result.append(Assessed(finding: finding, heat: heat))
    }
    return result
  }

  private func classify(_ level: LocalisedLevel, _ frame: CropFrame) throws -> (Double, LevelHeat) {
    let stage = manifest.classify
    let input = stage.input
    let slices = try LevelCrop.values(
      volume: VolumeSampler(volume: volume), mask: level.mask.sampler, frame: frame, input: input,
      threads: threads, isCancelled: isCancelled)
    let shape = [input.slices, input.neighbours + 1, input.sizePixels, input.sizePixels]
    let recording = try cancelling {
      try classifier.record(
        [input.name: Tensor(shape: shape, values: slices)], towards: [stage.heat.layer],
        isCancelled: isCancelled)
    }
    let logit = try output(stage.outputs.logit, of: recording.outputs, stage.file)
    guard let value = logit.values.first, logit.count == 1, value.isFinite else {
      throw ModelPackageError.graph(
        file: stage.file, reason: "\(stage.outputs.logit) is not one finite number")
    }
    let map = try cancelling {
      try GradCAM.heat(
        recording, of: stage.outputs.logit, at: [Int](repeating: 0, count: logit.shape.count),
        layer: stage.heat.layer)
    }
    guard map.shape.count == 3, map.shape[0] == input.slices, map.shape[1] == map.shape[2] else {
      throw ModelPackageError.graph(
        file: stage.file, reason: "\(stage.heat.layer) gives heat of shape \(map.shape)")
    }
    let heat = LevelHeat(
      level: level.level, frame: frame, input: input, map: map.values, side: map.shape[2])
    return (Double(value), heat)
  }

  // MARK: Around

  private func threshold(_ level: Level) -> Double {
    manifest.thresholds.levels[level.description]?.value ?? 1
  }

  private func warnings(_ levels: [LevelFinding]) -> [ImagingWarning] {
    var result: [ImagingWarning] = []
    if manifest.trainedOn == "synthetic", !volume.identity.isSynthetic {
      result.append(
        ImagingWarning(
          code: "model-trained-on-synthetic",
          text:
            "The model was trained on synthetic images only; its fracture calls have not been measured on patients."
        ))
    }
    let inView = levels.filter(\.inView)
    if inView.isEmpty {
      result.append(
        ImagingWarning(code: "no-level-in-view", text: "No cervical vertebra was found."))
    } else if inView.count < levels.count {
      let missing = levels.filter { !$0.inView }.map(\.level.description)
      result.append(
        ImagingWarning(
          code: "levels-not-in-view", text: "Not in view: \(missing.joined(separator: ", "))."))
    }
    let unread = inView.filter { $0.probability == nil }
    if let first = unread.first?.notAssessedReason {
      let names = unread.map(\.level.description).joined(separator: ", ")
      let isSame = unread.allSatisfy { $0.notAssessedReason == first }
      result.append(
        ImagingWarning(
          code: "levels-not-assessed",
          text: isSame ? "Not assessed: \(names): \(first)." : "Not assessed: \(names)."))
    }
    return result
  }

  private func run(
    _ network: Network, _ inputs: [String: Tensor], stage: String
  ) throws -> [String: Tensor] {
    let report = progress
    return try cancelling {
      try network.run(
        inputs,
        progress: { share in
          report(LoadProgress(stage: stage, completed: Int(share * 100), total: 100))
        }, isCancelled: isCancelled)
    }
  }

  private func output(
    _ name: String, of outputs: [String: Tensor], _ file: String
  ) throws(ModelPackageError) -> Tensor {
    guard let tensor = outputs[name] else {
      throw .graph(file: file, reason: "it has no output \(name)")
    }
    return tensor
  }

  private func report(_ stage: String, _ share: Double) {
    progress(LoadProgress(stage: stage, completed: Int(share * 100), total: 100))
  }

  private func stopIfCancelled() throws {
    if isCancelled() { throw CancellationError() }
  }

  /// The engine's own word for cancelled becomes the language's.
  private func cancelling<R>(_ body: () throws -> R) throws -> R {
    do { return try body() } catch ModelError.cancelled { throw CancellationError() }
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
