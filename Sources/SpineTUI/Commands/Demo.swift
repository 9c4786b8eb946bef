import ArgumentParser
import Foundation
import Imaging
import SpinePhantom

/// `spinetui demo`: the viewer on the built-in cohort.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the viewer on the built-in synthetic cohort.",
    discussion: """
      Six synthetic necks, listed at once; each is made when it is first opened and kept in the data \
      directory ($XDG_DATA_HOME/spinetui/demo).
      Example: spinetui demo --graphics half
      """)

  @OptionGroup var options: ViewerOptions

  func run() async throws {
    try await reportingFailures(json: false, isFullScreen: true) {
      try await options.run(
        scan: { _ in DemoCohort.catalogue() },
        load: { series, watch in try await Self.volume(of: series, watch: watch) },
        preview: { series in
          guard case .onDemand(let id) = series.source else { return nil }
          return Preview(volume: try DemoCohort.preview(id: id), isWhole: true)
        },
        header: { series, place in
          try await SeriesHeader.read(try await Self.made(series, progress: { _ in }), at: place)
        })
    }
  }

  /// Makes the study if it is not there, and reads it as any other.
  @Sendable
  private static func volume(
    of series: Series, watch: LoadWatch
  ) async throws -> Volume {
    try await SeriesLoader.load(try await made(series, progress: { watch.progress?($0) }), watch: watch)
  }

  /// The study's files, made if they are not there.
  @Sendable
  private static func made(
    _ series: Series, progress: @escaping ProgressHandler
  ) async throws -> Series {
    guard case .onDemand(let id) = series.source else { return series }
    let directory = try UserDirectory.data.makeFolder("demo")
    let folder = try DemoCohort.make(id: id, in: directory, progress: progress)
    let made = try await CatalogueScanner.scan(paths: [folder], progress: progress)
    guard let found = made.series.first, made.series.count == 1 else {
      throw CommandFailure(
        .dataWrong,
        "\(DisplayText.safe(folder)) holds \(made.series.count) series; remove the folder")
    }
    guard found.identity.seriesUID == series.identity.seriesUID else {
      throw CommandFailure(
        .dataWrong, "\(DisplayText.safe(folder)) holds another study than its name says; remove it")
    }
    return found
  }
}
