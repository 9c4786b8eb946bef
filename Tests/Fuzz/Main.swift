import ArgumentParser
import Foundation

/// Mutated files through the reader, as the program uses it.
@main struct Main: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "Read COUNT mutations of the files below SEEDS, of each format.",
    discussion: """
      The reading is done by processes that this one watches: one that dies, or works on one file for more \
      than 5 seconds, has failed, its file is kept, and another goes on with the next. A DICOM worker that dies \
      is no failure of the program, but its file is kept too. Every mutation is made from its number alone, so \
      that --first N --count 1 makes it again.
      """,
    subcommands: [Watch.self, Work.self], defaultSubcommand: Watch.self)
}

/// Which reader the mutations are for.
enum Format: String, ExpressibleByArgument, CaseIterable, Codable {
  case dicom, nifti
}

/// The files that mutations begin with, and which of them.
struct SeedArguments: ParsableArguments {
  @Argument(help: "A folder of sound files, of any depth.")
  var seeds: String

  @Option(help: "The first mutation's number.")
  var first = 0

  @Option(help: "How many mutations.")
  var count = 100_000
}

/// Watches the working processes, keeps what offends, and prints the counts.
struct Watch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch working processes (the default).")

  @OptionGroup var what: SeedArguments
  @Option(help: "dicom or nifti; both when left out.")
  var format: Format?
  @Option(help: "Working processes side by side.")
  var jobs = 2
  @Option(help: "The folder for files that offend.")
  var keep = "fuzz-findings"

  func run() async throws {
    var failures = 0
    for format in format.map({ [$0] }) ?? Format.allCases {
      let watcher = Watcher(
        format: format, seeds: what.seeds, numbers: what.first..<what.first + what.count,
        jobs: jobs, keep: keep)
      let tally = try await watcher.run()
      print(tally.line(format))
      failures += tally.deaths + tally.hangs
    }
    if failures > 0 { throw ExitCode(1) }
  }
}

/// Reads mutations in this process; ends with a line of JSON.
struct Work: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Read mutations in this process.")

  @OptionGroup var what: SeedArguments
  @Option(help: "dicom or nifti.")
  var format: Format
  @Option(help: "The folder for the file at work, its number, and files that kill a DICOM worker.")
  var folder: String

  func run() async throws {
    let worker = Working(
      format: format, seeds: try Seeds(folder: what.seeds, format: format), folder: folder)
    let tally = try await worker.read(what.first..<what.first + what.count)
    print(String(decoding: try JSONEncoder().encode(tally), as: UTF8.self))
  }
}
