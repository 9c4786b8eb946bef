import ArgumentParser
import Foundation
import Imaging
import SpineAnalysis

/// `spinetui prepare`: training tensors from labelled studies.
struct Prepare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the tensors that inference would see, with labels, for training.",
    discussion: """
      Takes phantom seeds (--phantom 1000:400 is 400 studies from seed 1000 on). An interrupted run goes \
      on where it stopped when it is started again with the same output folder.
      """)

  @Option(help: ArgumentHelp("Phantom seeds to prepare.", valueName: "first:count"))
  var phantom: SeedRange

  @Option(help: "The folder to write; it is made if need be.")
  var output: String

  @Option(help: "Fields of view per study for the localiser; 0 leaves its tensors out.")
  var views = 2

  @Flag(inversion: .prefixedNo, help: "Make the classifier's slices.")
  var levels = true

  @Option(help: "Force this many fractured levels on each study instead of the drawn ones.")
  var fracturedLevels: Int?

  func validate() throws {
    guard (0...100).contains(views) else { throw ValidationError("--views must be 0…100.") }
    guard fracturedLevels.map((0...7).contains) ?? true else {
      throw ValidationError("--fractured-levels must be 0…7.")
    }
  }

  func run() async throws {
    let preparation = PhantomPreparation(
      views: views, makesLevels: levels, fracturedLevels: fracturedLevels)
    let folder = try PreparationFolder(path: output, settings: preparation.settings)
    let seeds = phantom.seeds.filter { !folder.isDone(PhantomPreparation.name(seed: $0)) }
    let progress = ProgressLine(label: "preparing", total: seeds.count)
    try await withThrowingTaskGroup(of: Void.self) { group in
      var waiting = seeds[...]
      func startNext() {
        guard let seed = waiting.popFirst() else { return }
        group.addTask {
          try Task.checkCancellation()
          try preparation.prepare(seed: seed, into: folder)
        }
      }
      for _ in 0..<ThreadBudget.current { startNext() }
      while try await group.next() != nil {
        progress.advance()
        startNext()
      }
    }
    progress.finish()
    let count = try folder.writeIndex()
    print("\(output): \(count) studies")
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
