import ArgumentParser
import Foundation
import Imaging
import SpinePhantom

/// `spinetui phantom`: a labelled synthetic cohort on disk.
struct Phantom: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write labelled synthetic neck CT in the RSNA-2022 layout.",
    discussion: """
      Makes train.csv, train_bounding_boxes.csv, train_images and segmentations, and truth.json with the \
      centres and fractures as made. The same seed makes the same cohort. An interrupted run goes on \
      where it stopped when it is started again with the same settings, which .spinetui-phantom in it \
      holds; a folder with anything else in it is refused.

      Example: twenty small studies
        spinetui phantom --output cohort --studies 20 --seed 1 --matrix 256 --slice-spacing 1.5
      """)

  @Option(
    help: "The folder to write; it must be empty, new or an unfinished cohort.",
    completion: .directory)
  var output: String

  @Option(help: "How many necks.")
  var studies: Int

  @Option(help: "The seed of the first neck; the others count up from it.")
  var seed: UInt64 = 1

  @Option(help: "Pixels along each side of an image.")
  var matrix = 512

  @Option(
    help: ArgumentHelp(
      "Slice spacing in mm; left out, each neck has its own of 0.5–1.25.", valueName: "mm"))
  var sliceSpacing: Double?

  @Flag(help: "Add the healthy twin of every fractured neck: same neck, same noise, no fracture.")
  var twins = false

  @Flag(help: "Print one JSON document instead of a line.")
  var json = false

  func validate() throws {
    guard (1...1_000_000).contains(studies) else {
      throw ValidationError("--studies must be 1…1000000.")
    }
    guard (64...1024).contains(matrix) else { throw ValidationError("--matrix must be 64…1024.") }
    guard sliceSpacing.map({ (0.3...5).contains($0) }) ?? true else {
      throw ValidationError("--slice-spacing must be 0.3…5 mm.")
    }
  }

  func run() async throws {
    try await reportingFailures(json: json) {
      let cohort = try RSNACohort(
        settings: .init(
          studies: studies, seed: seed, matrix: matrix, sliceSpacing: sliceSpacing,
          healthyTwins: twins),
        folder: output)
      let all = cohort.studies
      let waiting = all.filter { !cohort.isDone($0) }
      let progress = ProgressLine(label: "writing studies", total: waiting.count)
      defer { progress.finish() }
      for study in waiting {
        try Task.checkCancellation()
        try cohort.write(study, threads: ThreadBudget.current)
        progress.advance()
      }
      let report = PhantomDocument(
        output: output, studies: all.count, fractured: try cohort.finish(), made: waiting.count)
      progress.finish()
      if json { return try printJSON(report) }
      print(
        "\(DisplayText.safe(output, limit: 1024)): \(report.studies) studies, "
          + "\(report.fractured) with fractures, \(report.made) made now")
    }
  }
}

/// What `phantom --json` prints; docs/formats.md has an example.
struct PhantomDocument: Encodable {
  var output: String
  var studies: Int
  var fractured: Int
  /// In this run; the others were there before.
  var made: Int
}
