import Imaging
import SpineAnalysis
import SpinePhantom
import Testing

@testable import SpineTUI

/// Findings as a perfect model would have them, then spoilt by `change`.
private func findings(
  of study: PhantomStudy, on geometry: VolumeGeometry,
  change: (inout LevelFinding) -> Void = { _ in }
) -> Findings {
  let levels = study.levels.map { truth in
    let isThere = study.isInView(truth.level, on: geometry)
    var finding = LevelFinding(
      level: truth.level, inView: isThere,
      probability: isThere ? (truth.isFractured ? 0.9 : 0.1) : nil, threshold: 0.5,
      centre: isThere ? truth.centre : nil)
    change(&finding)
    return finding
  }
  return Findings(
    identity: SeriesIdentity(modality: "CT", isSynthetic: true),
    model: ModelIdentity(name: "m", version: "1", sha256: [:]), levels: levels,
    overall: OverallFinding(probability: study.isFractured ? 0.8 : 0.2, threshold: 0.5),
    warnings: [], seconds: .init())
}

private let fractured = PhantomStudy(seed: (0..<99).first { PhantomStudy(seed: $0).isFractured }!)
private let sound = PhantomStudy(seed: (0..<99).first { !PhantomStudy(seed: $0).isFractured }!)

@Test func aPerfectModelScoresFullMarks() {
  var score = PhantomScore(model: ModelIdentity(name: "m", version: "1", sha256: [:]))
  for study in [fractured, sound] {
    score.add(
      findings(of: study, on: study.defaultGeometry), of: study, on: study.defaultGeometry)
  }
  let summary = score.summary
  #expect(summary.levelsInView == summary.levelsNamed)
  #expect(summary.namingAccuracy == 1 && summary.aucOverall == 1 && summary.aucLevels == 1)
  #expect(summary.callsOverall.fracturedCalled == 1 && summary.callsOverall.fractured == 1)
  #expect(summary.callsOverall.soundCalled == 0 && summary.callsOverall.sound == 1)
  #expect(summary.callsLevels.fracturedCalled == summary.callsLevels.fractured)
}

@Test func aNameOnTheNeighboursPlaceIsWrongAndAMissingOneIsMissed() {
  var score = PhantomScore(model: ModelIdentity(name: "m", version: "1", sha256: [:]))
  let geometry = sound.defaultGeometry
  score.add(
    findings(of: sound, on: geometry) { finding in
      if finding.level == .c4 { finding.centre = finding.centre.map { $0 + [0, 0, -17] } }
      if finding.level == .c5 {
        finding.inView = false
        finding.centre = nil
        finding.probability = nil
      }
      if finding.level == .c3 { finding.probability = 0.7 }
    }, of: sound, on: geometry)
  let summary = score.summary
  #expect(summary.levelsNamed == summary.levelsInView - 2)
  #expect(summary.levelsMissed == 1)
  #expect(summary.callsLevels.soundCalled == 1)
}
