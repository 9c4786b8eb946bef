import ArgumentParser
import Foundation
import Imaging
import SpineAnalysis

/// `spinetui predict`: findings of one or many studies.
struct Predict: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Name C1–C7 and give each a probability of fracture. For research use only.",
    discussion: """
      Of each study the CT volume with the most axial slices that passes the checks is read, unless \
      --series names another; what was passed over is a warning. When some of many studies fail, each is reported and the exit code is the worst of theirs.
      Example: spinetui predict /data/study --json
      """)

  @Argument(help: "Files or folders.", completion: .file())
  var paths: [String]

  @Option(help: "The model package; the built-in one if none is named.", completion: .directory)
  var model: String?

  @Option(help: "Read this series, by UID or by the id that `list` shows.")
  var series: String?

  @Option(help: "Write one JSON file per study into this folder.", completion: .directory)
  var output: String?

  @Flag(help: "Print JSON: one document, or an array when there are several studies.")
  var json = false

  @Flag(help: "Print CSV: a line for each level and one for the whole neck.")
  var csv = false

  func validate() throws {
    if json, csv { throw ValidationError("--json and --csv exclude each other.") }
  }

  func run() async throws {
    try await reportingFailures(json: json) {
      // A mistyped path is said at once, not after the model has been read.
      for path in paths where access(path, F_OK) != 0 {
        throw CatalogueError.cannotOpen(path: path, errno: errno)
      }
      let package = try ModelPackage.load(
        directory: ModelSearch.directory(named: model, configured: Settings.current.model))
      let analyser = try SpineAnalyser(package: package, threads: ThreadBudget.current)
      let progress = ProgressReport()
      let catalogue = try await SeriesSelection.catalogue(of: paths, progress: progress.handler)
      let chosen =
        try series.map { [[try SeriesSelection.one(of: catalogue, wanted: $0)]] }
        ?? catalogue.forPrediction
      guard !chosen.isEmpty else {
        throw CommandFailure(
          .dataWrong, "there is no CT series with three or more slices that make a volume")
      }
      // Before minutes are spent on findings that could not be kept.
      let folder = try output.map { try OutputFolder(path: $0) }
      if csv { print(FindingsCSV.header) }
      var report = PredictReport(json: json, csv: csv)
      for candidates in chosen {
        do {
          let (series, findings) = try await read(
            firstOf: candidates, with: analyser, progress: progress)
          if let folder { try write(findings, of: series, into: folder) }
          try report.add(findings)
        } catch let error as CancellationError {
          throw error
        } catch {
          progress.finish()
          if chosen.count == 1 { throw error }
          try report.add(CommandFailure(error), about: candidates[0])
        }
      }
      try report.finish()
    }
  }

  /// Reads the first candidate that passes the checks; what was passed over becomes a warning.
  ///
  /// - Throws: what is wrong with the first when none passes; any other error at once: a series that
  ///   cannot be read is never quietly replaced.
  private func read(
    firstOf candidates: [Series], with analyser: SpineAnalyser, progress: ProgressReport
  ) async throws -> (Series, Findings) {
    var passedOver: [ImagingWarning] = []
    var reason: AnalysisError?
    for series in candidates {
      do {
        var findings = try await read(series, with: analyser, progress: progress)
        findings.warnings = passedOver + findings.warnings
        warn(findings.warnings, about: series.id)
        return (series, findings)
      } catch let error as AnalysisError {
        progress.finish()
        reason = reason ?? error
        passedOver.append(
          ImagingWarning(
            code: "series-passed-over", text: "series \(series.id) was not read: \(error)"))
      }
    }
    throw reason ?? AnalysisError.empty
  }

  private func read(
    _ series: Series, with analyser: SpineAnalyser, progress: ProgressReport
  ) async throws -> Findings {
    let clock = ContinuousClock()
    let start = clock.now
    let volume = try await SeriesLoader.load(series, progress: progress.handler)
    let loaded = clock.now
    var findings = try await analyser.analyse(volume, progress: progress.handler ?? { _ in })
      .findings
    progress.finish()
    findings.seconds.load = Double((loaded - start) / .milliseconds(1)) / 1000
    findings.seconds.total += findings.seconds.load
    return findings
  }

  private func write(_ findings: Findings, of series: Series, into folder: OutputFolder) throws {
    let name = OutputFolder.name(of: series)
    try AtomicFile.write(
      [UInt8](try jsonData(FindingsDocument(findings))), to: folder.file("\(name).json"))
  }
}

/// What `predict` prints, study after study.
struct PredictReport {
  let json: Bool
  let csv: Bool
  private var documents: [String] = []
  private var worst: Int32 = 0

  init(json: Bool, csv: Bool) {
    self.json = json
    self.csv = csv
  }

  mutating func add(_ findings: Findings) throws {
    if json {
      documents.append(text(try jsonData(FindingsDocument(findings))))
    } else if csv {
      FindingsCSV.lines(findings).forEach { print($0) }
    } else {
      FindingsTable.lines(findings).forEach { print($0) }
    }
  }

  mutating func add(_ failure: CommandFailure, about series: Series) throws {
    complain("\(series.id): \(failure.message)")
    worst = max(worst, failure.code.rawValue)
    guard json else { return }
    documents.append(
      text(
        try jsonData(
          StudyFailure(
            study: series.identity.studyUID, series: series.identity.seriesUID,
            error: FailureDocument.Body(failure)))))
  }

  func finish() throws {
    if json {
      print(documents.count == 1 ? documents[0] : "[\n\(documents.joined(separator: ",\n"))\n]")
    }
    if worst != 0 { throw ExitCode(worst) }
  }

  private func text(_ data: Data) -> String {
    String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// One of many studies that could not be read.
  private struct StudyFailure: Encodable {
    var study: String
    var series: String
    var error: FailureDocument.Body
  }
}

/// Findings as a table for people.
enum FindingsTable {
  static func lines(_ findings: Findings) -> [String] {
    let model = "\(findings.model.name) \(findings.model.version)"
    var lines = ["\(findings.identity.seriesUID)  \(model)  research use only"]
    for level in findings.levels {
      var text = "not in view"
      if level.inView {
        text = level.probability.map { percent($0, of: level.threshold) } ?? "not assessed"
        if let centre = level.centre {
          text += String(format: "  centre %.1f %.1f %.1f mm", centre.x, centre.y, centre.z)
        }
      }
      lines.append("  \(level.level)  \(text)")
    }
    let overall = findings.overall
    let text = overall.probability.map { percent($0, of: overall.threshold) } ?? "not assessed"
    lines.append("  neck  \(text)")
    return lines
  }

  private static func percent(_ probability: Double, of threshold: Double) -> String {
    String(format: "%5.1f %%", probability * 100) + (probability >= threshold ? "  fractured?" : "")
  }
}
