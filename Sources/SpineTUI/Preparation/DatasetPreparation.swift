import Foundation
import Imaging
import SpineAnalysis

/// Makes training tensors from labelled studies on disk.
struct DatasetPreparation: Sendable {
  var settings = PreparationSettings.standard
  /// Whether stage 1's tensors are made; only outlined studies have them.
  var makesVolumes = true
  /// Whether stage 2's slices are made.
  var makesLevels = true
  /// Names the levels of studies that nobody outlined; nil leaves those studies out.
  var analyser: SpineAnalyser?

  /// Why a study is left out although nothing is wrong with it; nil when it is not.
  func reasonToSkip(_ study: LabelledStudy) -> String? {
    guard study.segmentation == nil else { return nil }
    guard analyser != nil else {
      return "it has no segmentation, and --model names no model to do without"
    }
    return makesLevels ? nil : "it has no segmentation, and stage 1 learns from nothing else"
  }

  /// Reads, checks and writes one study.
  ///
  /// - Throws: what is wrong with the study, or `PreparationError.file` when it cannot be written.
  func prepare(_ study: LabelledStudy, into folder: PreparationFolder) async throws {
    guard study.isFractured == !study.fractured.isEmpty else {
      throw PreparationError.images(
        reason:
          "train.csv says \(study.isFractured ? "fractured, but of no" : "not fractured, but of a") level"
      )
    }
    let volume = try await images(of: study)
    var volumes: [PreparedVolume] = []
    var levels: PreparedLevels?
    let threads = ThreadBudget.current
    if let path = study.segmentation {
      let outlined = try SegmentedStudy(
        volume: volume, segmentation: try NIfTIFile(path: path).load())
      if makesVolumes {
        volumes.append(
          try PreparedVolume(
            volume: volume, labels: outlined.labels, centres: outlined.centres,
            input: settings.localise, threads: threads))
      }
      if makesLevels {
        levels = try PreparedLevels(
          volume: volume, labels: outlined.labels, centres: outlined.centres, fractures: nil,
          settings: settings, threads: threads)
      }
    } else if let analyser {
      try SegmentedStudy.require(volume)
      levels = try await analyser.preparedLevels(of: volume, settings: settings)
      if levels?.levels.isEmpty != false {
        throw PreparationError.images(reason: "the model found no whole cervical vertebra")
      }
    }
    try folder.write(
      study: study.uid, volumes: volumes, levels: levels, fractured: study.fractured)
  }

  /// The series that `predict` would try first; it must be the study that the table speaks of.
  private func images(of study: LabelledStudy) async throws -> Volume {
    let catalogue = try await SeriesSelection.catalogue(of: [study.images], progress: nil)
    let chosen = catalogue.forPrediction
    guard let series = chosen.first?.first, chosen.count == 1 else {
      throw PreparationError.images(
        reason: "there are \(chosen.count) studies with a CT of three or more slices, not one")
    }
    guard series.identity.studyUID == study.uid else {
      throw PreparationError.images(
        reason: "they are of another study, \(series.identity.studyUID)")
    }
    return try await SeriesLoader.load(series)
  }
}
