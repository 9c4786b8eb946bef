import Imaging
import SpineAnalysis

/// Asking the model, and showing what it said.
enum Predicting {
  struct State: Sendable {
    /// By series: one is never shown for another, nor for what its files held before.
    var results: [String: Result] = [:]
    /// Why the last run on a series failed, until it is asked again.
    var failures: [String: String] = [:]
    var running: Running?
    var generation = 0
    /// Why there is no model to ask; nil when there is one.
    var unavailable: String?
    var heat = HeatSettings()
    /// The level that the last jump went to.
    var selected: Level?

    func findings(of seriesID: String?) -> Findings? {
      seriesID.flatMap { results[$0]?.analysis.findings }
    }
  }

  /// What the model said of a series.
  struct Result: Sendable {
    var analysis: Analysis
    /// Which run it came from, from 1.
    var number: Int
    var source: SourceMark?
  }

  struct Running: Equatable, Sendable {
    var seriesID: String
    /// What the volume was read from.
    var source: SourceMark?
    /// What the series is called when another one is on screen.
    var title: String
    var generation: Int
    var progress: LoadProgress?
  }

  /// How the heat map is laid over the picture.
  struct HeatSettings: Hashable, Sendable {
    var isShown = false
    /// Share of colour at full heat, 0.1…0.9.
    var opacity = 0.45
    /// Share of the study's maximum below which the picture stays grey, 0.05…0.95.
    var threshold = 0.25
  }

  enum Action: Sendable {
    /// p: starts, or cancels what runs.
    case toggle
    case cancel
    case progressed(LoadProgress, generation: Int)
    case finished(Analysis, seriesID: String, generation: Int)
    case failed(String, generation: Int)
    case toggleHeat
    case adjustOpacity(Double)
    case adjustThreshold(Double)
    /// n, N: the next or previous level called fractured.
    case nextFinding(Int)
    case goTo(Level)
  }
}
