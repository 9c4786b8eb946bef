import ArgumentParser
import Foundation
import Imaging
import SpineAnalysis
import SpinePhantom

/// `spinetui evaluate`: how well a model does on phantoms whose truth is known.
struct Evaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a model on synthetic necks that it has not seen.",
    discussion: """
      The shipped model was trained on seeds from 1000000 on: take others.
      Example: spinetui evaluate --phantom 9000:50
      """)

  @Option(help: ArgumentHelp("Phantom seeds to read.", valueName: "first:count"))
  var phantom: SeedRange

  @Option(help: "The model package; the built-in one if none is named.", completion: .directory)
  var model: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() async throws {
    try await reportingFailures(json: json) {
      let package = try ModelPackage.load(
        directory: ModelSearch.directory(named: model, configured: Settings.current.model))
      let analyser = try SpineAnalyser(package: package, threads: ThreadBudget.current)
      var score = PhantomScore(model: package.identity)
      let progress = ProgressLine(label: "reading", total: phantom.seeds.count)
      defer { progress.finish() }
      for seed in phantom.seeds {
        try Task.checkCancellation()
        let study = PhantomStudy(seed: seed)
        let geometry = study.defaultGeometry
        let volume = Volume(
          geometry: geometry,
          voxels: .int16(
            try study.hounsfieldUnits(on: geometry, threads: ThreadBudget.current)),
          identity: SeriesIdentity(modality: "CT", isSynthetic: true))
        let findings = try await analyser.analyse(volume).findings
        score.add(findings, of: study, on: geometry)
        progress.advance()
      }
      progress.finish()
      if json { return try printJSON(score.summary) }
      score.summary.lines.forEach { print($0) }
    }
  }
}

/// Findings against the truth, study after study.
struct PhantomScore: Sendable {
  let model: ModelIdentity
  /// Half the least distance of two centres: farther than this is another level's place.
  private static let tolerance = 8.0
  private var marked = 0
  private var named = 0
  private var missed = 0
  private var invented = 0
  private var distances: [Double] = []
  private var levels: [(score: Double, isPositive: Bool)] = []
  private var studies: [(score: Double, isPositive: Bool)] = []
  private var levelCalls = Calls()
  private var studyCalls = Calls()
  private var seconds: [Double] = []

  init(model: ModelIdentity) { self.model = model }

  mutating func add(_ findings: Findings, of study: PhantomStudy, on geometry: VolumeGeometry) {
    for (finding, truth) in zip(findings.levels, study.levels) {
      let isThere = study.isInView(truth.level, on: geometry)
      if isThere { marked += 1 }
      if isThere, !finding.inView { missed += 1 }
      if let centre = finding.centre {
        if !isThere { invented += 1 }
        let distance = (centre - truth.centre).length
        if isThere, distance <= Self.tolerance {
          named += 1
          distances.append(distance)
        }
      }
      if let probability = finding.probability {
        levels.append((probability, truth.isFractured))
        levelCalls.add(isCalled: finding.isFractured, isFractured: truth.isFractured)
      }
    }
    if let probability = findings.overall.probability {
      studies.append((probability, study.isFractured))
      studyCalls.add(isCalled: findings.overall.isFractured, isFractured: study.isFractured)
    }
    seconds.append(findings.seconds.total)
  }

  var summary: Summary {
    Summary(
      model: model, studies: seconds.count, fracturedStudies: studies.count(where: \.isPositive),
      levelsInView: marked, levelsNamed: named, levelsMissed: missed, levelsInvented: invented,
      namingAccuracy: marked > 0 ? Double(named) / Double(marked) : nil,
      medianCentreMillimetres: distances.median, aucOverall: Metrics.areaUnderCurve(studies),
      aucLevels: Metrics.areaUnderCurve(levels), callsOverall: studyCalls, callsLevels: levelCalls,
      medianSeconds: seconds.median)
  }

  struct Summary: Encodable, Sendable {
    var model: ModelIdentity
    var studies: Int
    var fracturedStudies: Int
    var levelsInView: Int
    /// Under the right name, within 8 mm of the true centre.
    var levelsNamed: Int
    var levelsMissed: Int
    /// Named although their centre is outside the scan.
    var levelsInvented: Int
    @OrNull var namingAccuracy: Double?
    @OrNull var medianCentreMillimetres: Double?
    @OrNull var aucOverall: Double?
    @OrNull var aucLevels: Double?
    /// At the package's own thresholds.
    var callsOverall: Calls
    var callsLevels: Calls
    @OrNull var medianSeconds: Double?

    enum CodingKeys: String, CodingKey {
      case model, studies
      case fracturedStudies = "fractured_studies"
      case levelsInView = "levels_in_view"
      case levelsNamed = "levels_named"
      case levelsMissed = "levels_missed"
      case levelsInvented = "levels_invented"
      case namingAccuracy = "naming_accuracy"
      case medianCentreMillimetres = "median_centre_mm"
      case aucOverall = "auc_overall"
      case aucLevels = "auc_levels"
      case callsOverall = "calls_overall"
      case callsLevels = "calls_levels"
      case medianSeconds = "median_seconds"
    }

    var lines: [String] {
      func text(_ value: Double?) -> String {
        value.map { String(format: "%.3f", $0) } ?? "not defined"
      }
      return [
        "model \(model.name) \(model.version), \(studies) studies, \(fracturedStudies) fractured",
        "levels in view \(levelsInView): \(levelsNamed) named right (\(text(namingAccuracy))), \(levelsMissed) missed, \(levelsInvented) named beyond the scan",
        "median distance of a centre \(text(medianCentreMillimetres)) mm",
        "AUC of the neck \(text(aucOverall)), of a level \(text(aucLevels))",
        "called at the model's thresholds: necks \(callsOverall.text), levels \(callsLevels.text)",
        "median time of an analysis \(text(medianSeconds)) s",
      ]
    }
  }
}

/// How a threshold divides what is fractured and what is not.
struct Calls: Encodable, Sendable {
  var fractured = 0
  var fracturedCalled = 0
  var sound = 0
  var soundCalled = 0

  enum CodingKeys: String, CodingKey {
    case fractured, sound
    case fracturedCalled = "fractured_called"
    case soundCalled = "sound_called"
  }

  mutating func add(isCalled: Bool, isFractured: Bool) {
    if isFractured {
      fractured += 1
      if isCalled { fracturedCalled += 1 }
    } else {
      sound += 1
      if isCalled { soundCalled += 1 }
    }
  }

  var text: String {
    "\(fracturedCalled) of \(fractured) fractured, \(soundCalled) of \(sound) sound"
  }
}

extension [Double] {
  /// The middle value; nil for none.
  fileprivate var median: Double? { isEmpty ? nil : sorted()[count / 2] }
}
