import ArgumentParser
import Foundation
import Imaging
import SpineAnalysis

/// `spinetui prepare`: training tensors from labelled studies.
struct Prepare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the tensors that inference would see, with labels, for training.",
    discussion: """
      Takes a folder in the RSNA-2022 layout (train.csv, train_images, segmentations), or phantom seeds \
      (--phantom 1000:400 is 400 studies from seed 1000 on). Outlines are laid on the images by \
      position. A study without outlines is left out, unless --model names a package whose first stage \
      finds the levels; then it gives slices for the classifier only. Each study that is left out or \
      refused is named and counted, and the run goes on. An interrupted run goes on where it stopped \
      when it is started again with the same output folder.

      Example: spinetui prepare /data/rsna --output prepared/rsna
      """)

  @Argument(help: "A folder in the RSNA-2022 layout.", completion: .file())
  var dataset: String?

  @Option(help: ArgumentHelp("Phantom seeds to prepare.", valueName: "first:count"))
  var phantom: SeedRange?

  @Option(help: "The folder to write; it is made if need be.", completion: .directory)
  var output: String

  @Option(
    help:
      "Fields of view per phantom for the localiser; a study gives its own. 0 leaves its tensors out."
  )
  var views = 2

  @Flag(inversion: .prefixedNo, help: "Make the classifier's slices.")
  var levels = true

  @Option(help: "Force this many fractured levels on each phantom instead of the drawn ones.")
  var fracturedLevels: Int?

  @Option(
    help:
      "The package whose first stage finds the levels of phantoms, and of studies without outlines."
  )
  var model: String?

  @Flag(help: "Print one JSON document instead of a line.")
  var json = false

  func validate() throws {
    guard (dataset == nil) != (phantom == nil) else {
      throw ValidationError("Name either a folder or --phantom.")
    }
    guard (0...100).contains(views) else { throw ValidationError("--views must be 0…100.") }
    guard fracturedLevels.map((0...7).contains) ?? true else {
      throw ValidationError("--fractured-levels must be 0…7.")
    }
    guard dataset == nil || fracturedLevels == nil else {
      throw ValidationError("--fractured-levels is for phantoms; a study has the fractures it has.")
    }
  }

  func run() async throws {
    try await reportingFailures(json: json) {
      var report = PreparationReport(output: output)
      if let phantom {
        try await prepare(phantom.seeds, &report)
      } else if let dataset {
        try await prepare(try LabelledDataset(path: dataset).studies, &report)
      }
      try report.print(json: json)
    }
  }

  private func prepare(_ seeds: [UInt64], _ report: inout PreparationReport) async throws {
    let preparation = PhantomPreparation(
      views: views, makesLevels: levels, fracturedLevels: fracturedLevels, analyser: try analyser())
    let folder = try PreparationFolder(path: output, settings: preparation.settings)
    let seeds = seeds.filter { !folder.isDone(PhantomPreparation.name(seed: $0)) }
    let progress = ProgressLine(label: "preparing", total: seeds.count)
    defer { progress.finish() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      var waiting = seeds[...]
      func startNext() {
        guard let seed = waiting.popFirst() else { return }
        group.addTask {
          try Task.checkCancellation()
          try await preparation.prepare(seed: seed, into: folder)
        }
      }
      for _ in 0..<ThreadBudget.current { startNext() }
      while try await group.next() != nil {
        progress.advance()
        startNext()
      }
    }
    report.studies = try folder.writeIndex()
  }

  /// The model that `--model` names.
  private func analyser() throws -> SpineAnalyser? {
    try model.map {
      let package = try ModelPackage.load(
        directory: ModelSearch.directory(named: $0, configured: Settings.current.model))
      return try SpineAnalyser(package: package, threads: ThreadBudget.current)
    }
  }

  private func prepare(_ studies: [LabelledStudy], _ report: inout PreparationReport) async throws {
    let preparation = DatasetPreparation(
      makesVolumes: views > 0, makesLevels: levels, analyser: try analyser())
    let folder = try PreparationFolder(path: output, settings: preparation.settings)
    let waiting = studies.filter { !folder.isDone($0.uid) }
    let progress = ProgressLine(label: "preparing", total: waiting.count)
    defer { progress.finish() }
    for study in waiting {
      try Task.checkCancellation()
      if let reason = preparation.reasonToSkip(study) {
        report.skip(study.uid, reason)
      } else {
        do {
          try await preparation.prepare(study, into: folder)
        } catch let error as CancellationError {
          throw error
        } catch PreparationError.file(let path, let reason) {
          throw PreparationError.file(path: path, reason: reason)
        } catch {
          progress.finish()
          report.refuse(study.uid, CommandFailure(error))
        }
      }
      progress.advance()
    }
    report.studies = try folder.writeIndex()
  }
}

/// What became of the studies.
private struct PreparationReport {
  private struct Entry: Encodable {
    var study: String
    var reason: String
  }

  private struct Document: Encodable {
    var output: String
    var studies: Int
    var skipped: [Entry]
    var refused: [Entry]
  }

  let output: String
  /// In the folder, those of earlier runs among them.
  var studies = 0
  private var skipped: [Entry] = []
  private var refused: [Entry] = []
  private var worst: Int32 = 0

  init(output: String) { self.output = output }

  /// Nothing is wrong with the study, but it cannot be used.
  mutating func skip(_ study: String, _ reason: String) {
    skipped.append(Entry(study: study, reason: reason))
    complain("\(study) is left out: \(reason)")
  }

  mutating func refuse(_ study: String, _ failure: CommandFailure) {
    refused.append(Entry(study: study, reason: failure.message))
    worst = max(worst, failure.code.rawValue)
    complain("\(study) is refused: \(failure.message)")
  }

  /// Ends with the worst code when studies were refused.
  func print(json: Bool) throws {
    if json {
      try printJSON(
        Document(output: output, studies: studies, skipped: skipped, refused: refused))
    } else {
      var words = ["\(studies) studies"]
      if !skipped.isEmpty { words.append("\(skipped.count) left out") }
      if !refused.isEmpty { words.append("\(refused.count) refused") }
      Swift.print("\(DisplayText.safe(output, limit: 1024)): \(words.joined(separator: ", "))")
    }
    if worst != 0 { throw ExitCode(worst) }
  }
}

/// `FIRST:COUNT`.
struct SeedRange: ExpressibleByArgument, Sendable {
  let seeds: [UInt64]

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = UInt64(parts[0]), let count = UInt64(parts[1]),
      count > 0, count <= 1_000_000, first <= UInt64.max - count
    else { return nil }
    seeds = (0..<count).map { first + $0 }
  }
}
