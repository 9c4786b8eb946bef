import Foundation
import Imaging
import Synchronization
import TestSupport
import Testing

@testable import SpineAnalysis

/// The whole analysis, from volume to findings, on a neck of blocks.
struct AnalyserTests {
  func analyser(
    threads: Int = 2, pixel: Double = 2, slice: Double = 3,
    change: (inout [String: Any]) -> Void = { _ in }
  ) throws -> SpineAnalyser {
    let folder = try TemporaryFolder()
    try BlockNeck.writeModel(
      to: folder.path, digest: { SHA256.hex(of: $0) }, classifyPixel: pixel, classifySlice: slice,
      change: change)
    return try SpineAnalyser(
      package: ModelPackage.load(directory: folder.path), threads: threads)
  }

  /// Findings without the clock.
  func timeless(_ findings: Findings) -> Findings {
    var findings = findings
    findings.seconds = .init()
    return findings
  }

  @Test func aNeckIsReadFromVolumeToFindings() async throws {
    let analysis = try await analyser().analyse(BlockNeck.volume())
    let findings = analysis.findings
    #expect(findings.levels.map(\.level) == Level.allCases)
    for (n, level) in findings.levels.enumerated() {
      let centre = try #require(level.centre)
      #expect((centre - [0, 0, BlockNeck.heights[n]]).length < 1, "\(level.level)")
      let box = try #require(level.box)
      #expect((box.minimum - [-6, -6, BlockNeck.heights[n] - 6]).length < 0.1)
      #expect((box.maximum - [6, 6, BlockNeck.heights[n] + 6]).length < 0.1)
      #expect(
        level.slices.allSatisfy { slice in
          abs(-83.25 + 1.5 * Double(slice.slice) - BlockNeck.heights[n]) < 8
        })
      #expect(level.slices.count == 5)
    }
    let probabilities = findings.levels.compactMap(\.probability)
    #expect(probabilities == probabilities.sorted())
    #expect(findings.levels.filter(\.isFractured).map(\.level) == [.c5, .c6, .c7])
    let healthy = probabilities.reduce(1) { $0 * (1 - $1) }
    #expect(abs((findings.overall.probability ?? 0) - (1 - healthy)) < 1e-12)
    #expect(findings.model.name == "blocks")
    #expect(findings.warnings.map(\.code) == ["model-trained-on-synthetic"])
    let heat = try #require(analysis.heat)
    #expect(heat.levels == Level.allCases)
    #expect(heat.method == "Grad-CAM")
    // The classifier looks at dense voxels: the heat is in the cubes.
    let hottest = try #require(
      (0..<heat.geometry.voxelCount).max { heat.values[$0] < heat.values[$1] })
    let d = heat.geometry.dimensions
    let place = heat.geometry.position(
      i: hottest % d.x, j: hottest / d.x % d.y, slice: hottest / (d.x * d.y))
    #expect(abs(place.x) < 6 && abs(place.y) < 6)
    #expect(heat.values[hottest] > 0)
  }

  @Test func theNumberOfThreadsChangesNothing() async throws {
    let volume = try BlockNeck.volume()
    let one = try await analyser(threads: 1).analyse(volume)
    for threads in [2, 5] {
      let many = try await analyser(threads: threads).analyse(volume)
      #expect(timeless(many.findings) == timeless(one.findings))
      let (a, b) = (try #require(one.heat), try #require(many.heat))
      #expect(a.geometry == b.geometry && a.scale == b.scale)
      #expect((0..<a.geometry.voxelCount).allSatisfy { a.values[$0] == b.values[$0] })
    }
  }

  @Test func anInputOfOurOwnPhantomsCarriesNoWarningOfSyntheticTraining() async throws {
    let volume = try BlockNeck.volume(identity: SeriesIdentity(isSynthetic: true))
    #expect(try await analyser().analyse(volume).findings.warnings.isEmpty)
  }

  @Test func voxelsTooCoarseToClassifyAreNamedButGetNoProbability() async throws {
    let analysis = try await analyser(slice: 1).analyse(BlockNeck.volume())
    for (level, height) in zip(analysis.findings.levels, BlockNeck.heights) {
      #expect(level.inView)
      #expect(abs((level.centre?.z ?? 0) - height) < 1)
      #expect(level.probability == nil)
      #expect(!level.isFractured)
      #expect(level.slices.isEmpty)
      #expect(level.notAssessedReason?.contains("slices of at most 1 mm") == true)
    }
    #expect(analysis.findings.overall.probability == nil)
    #expect(analysis.heat == nil)
    let warning = analysis.findings.warnings.first { $0.code == "levels-not-assessed" }
    #expect(warning?.text.contains("C1, C2, C3, C4, C5, C6, C7") == true)
    let json = String(decoding: try FindingsDocument(analysis.findings).json(), as: UTF8.self)
    #expect(json.components(separatedBy: "\"probability\" : null").count == 9)
  }

  @Test func aLevelAboveTheScanIsNotInViewAndTheOthersKeepTheirNames() async throws {
    let findings = try await analyser().analyse(BlockNeck.volume(top: 60)).findings
    let first = findings.levels[0]
    #expect(!first.inView)
    #expect(first.centre == nil && first.box == nil && first.probability == nil)
    #expect(first.notAssessedReason == nil)
    for (level, height) in zip(findings.levels, BlockNeck.heights).dropFirst() {
      #expect(abs((level.centre?.z ?? 0) - height) < 1, "\(level.level)")
    }
    #expect(findings.warnings.contains { $0.text == "Not in view: C1." })
  }

  @Test func levelsThatAreNotThereAreNotInvented() async throws {
    let findings = try await analyser().analyse(BlockNeck.volume(cubes: [2, 3, 4, 5])).findings
    #expect(findings.levels.filter(\.inView).map(\.level) == [.c3, .c4, .c5, .c6])
    #expect(findings.levels.filter { $0.probability != nil }.count == 4)
    #expect(findings.warnings.contains { $0.text == "Not in view: C1, C2, C7." })
  }

  @Test func aScanWithoutVertebraeSaysSo() async throws {
    let bone = try BlockNeck.volume(cubes: [])
    // Something must be as dense as bone for the values to be HU at all.
    let volume = try makeInt16Volume(bone.geometry) { i, j, k in
      i == 0 && j == 0 && k == 0 ? 400 : Int16(bone.hounsfieldUnits(i: i, j: j, slice: k))
    }
    let findings = try await analyser().analyse(volume).findings
    #expect(findings.levels.allSatisfy { !$0.inView && $0.probability == nil })
    #expect(findings.warnings.contains { $0.code == "no-level-in-view" })
    #expect(findings.overall.probability == nil)
  }

  @Test(arguments: ["finding the spine", "naming the levels", "reading C1", "reading C4"])
  func aCancelledAnalysisStopsAndTheNextIsWhole(stage: String) async throws {
    let analyser = try analyser()
    let volume = try BlockNeck.volume()
    let stages = Mutex<[String]>([])
    let running = Mutex<Task<Analysis, any Error>?>(nil)
    let task = Task {
      // The task is known to the callback before it may be asked for.
      while running.withLock({ $0 == nil }) { await Task.yield() }
      return try await analyser.analyse(volume) { progress in
        stages.withLock { $0.append(progress.stage) }
        if progress.stage == stage { running.withLock { $0 }?.cancel() }
      }
    }
    running.withLock { $0 = task }
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    let last = stages.withLock { $0.last }
    #expect(last == stage)
    let whole = try await analyser.analyse(volume)
    #expect(whole.findings.levels.allSatisfy { $0.inView })
  }

  @Test func progressNamesEveryStep() async throws {
    let stages = Mutex<[LoadProgress]>([])
    _ = try await analyser().analyse(BlockNeck.volume()) { progress in
      stages.withLock { $0.append(progress) }
    }
    let seen = stages.withLock { $0 }
    let names = seen.map(\.stage).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    #expect(
      names == ["finding the spine", "naming the levels"] + (1...7).map { "reading C\($0)" })
    #expect(seen.allSatisfy { 0...1 ~= $0.fraction })
  }

  @Test func whatCannotBeReadIsRefusedInASentence() async throws {
    let analyser = try analyser()
    func refusal(_ volume: Volume) async throws -> AnalysisError? {
      do {
        _ = try await analyser.analyse(volume)
        return nil
      } catch let error as AnalysisError { return error }
    }
    let neck = try BlockNeck.volume()
    func changed(
      _ identity: SeriesIdentity = SeriesIdentity(), warnings: [ImagingWarning] = []
    ) -> Volume {
      Volume(
        geometry: neck.geometry, voxels: neck.voxels, identity: identity, warnings: warnings)
    }
    #expect(try await refusal(changed(SeriesIdentity(modality: "MR"))) == .notCT(modality: "MR"))
    #expect(
      try await refusal(
        changed(warnings: [ImagingWarning(code: "position-unknown", text: "")])) == .noGeometry)
    let thin = VolumeGeometry(
      dimensions: [64, 64, 5], affine: Affine(spacing: [1.5, 1.5, 5], origin: .zero))
    #expect(
      try await refusal(makeInt16Volume(thin) { i, _, _ in i < 9 ? -900 : 900 })
        == .tooFewSlices(count: 5))
    let coarse = VolumeGeometry(
      dimensions: [16, 16, 16], affine: Affine(spacing: [7, 7, 5], origin: .zero))
    #expect(
      try await refusal(makeInt16Volume(coarse) { i, _, _ in i < 9 ? -900 : 900 })
        == .tooCoarse(pixelMillimetres: 7, sliceMillimetres: 5))
    let grey = try makeInt16Volume(neck.geometry) { i, _, _ in Int16(i) }
    guard case .notHounsfieldUnits = try await refusal(grey) else {
      Issue.record("greys were taken for HU")
      return
    }
  }

  @Test func graphsThatDoNotFitTheirManifestAreRefusedByName() throws {
    func reason(_ path: [String], _ value: Any) -> String? {
      do {
        _ = try analyser { ManifestTests.set(&$0, path, value) }
        return nil
      } catch { return "\(error)" }
    }
    #expect(
      reason(["classify", "outputs", "logit"], "score")?
        .contains("classify.onnx does not fit its manifest: it has no output score") == true)
    #expect(
      reason(["localise", "input", "name"], "ct")?
        .contains("its inputs are image, the manifest says ct") == true)
  }
}

/// Findings of every kind: assessed, fractured, not assessed, not in view.
@Test func theJSONOfFindingsIsAsRecorded() throws {
  let box = Box(minimum: [-40, -45.5, 100], maximum: [43, 5, 121])
  var findings = Findings(
    identity: SeriesIdentity(
      patientID: "P1", patientName: "Doe^Jane", studyUID: "1.2.3", seriesUID: "1.2.3.4"),
    model: ModelIdentity(
      name: "spine-small", version: "0.1.0",
      sha256: ["classify.onnx": "ab12", "localise.onnx": "cd34", "manifest.json": "ef56"]),
    levels: Level.allCases.map { LevelFinding(level: $0, inView: false, threshold: 0.5) },
    overall: OverallFinding(probability: 0.875, threshold: 0.25),
    warnings: [ImagingWarning(code: "tilted", text: "the gantry was tilted by 15.0°")],
    seconds: .init())
  findings.levels[1] = LevelFinding(
    level: .c2, inView: true, probability: 0.03125, threshold: 0.5, centre: [1.5, -20.25, 110],
    box: box, slices: [SliceScore(slice: 41, score: 0.25), SliceScore(slice: 42, score: 0.125)])
  findings.levels[2] = LevelFinding(
    level: .c3, inView: true, probability: 0.5, threshold: 0.5, centre: [0, -20, 90], box: box)
  findings.levels[3] = LevelFinding(
    level: .c4, inView: true, threshold: 0.5, notAssessedReason: "the edge of the scan cuts it",
    centre: [0, -20, 70], box: box)
  findings.seconds.load = 0.5
  let json = String(decoding: try FindingsDocument(findings).json(), as: UTF8.self)
  try expectGolden(json + "\n", named: "findings.json")
  // A patient's name is in no result.
  #expect(!json.contains("Doe") && !json.contains("P1"))
  let csv = ([FindingsCSV.header] + FindingsCSV.lines(findings)).joined(separator: "\n")
  try expectGolden(csv + "\n", named: "findings.csv")
}
