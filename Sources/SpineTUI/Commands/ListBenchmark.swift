import Archive
import ArgumentParser
import Foundation
import Imaging
import Synchronization

/// `spinetui bench-list`: how long the list of a folder takes, for Benchmarks/list.
struct ListBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-list",
    abstract: "Time the list of a folder: first scan, later start, filter and drawing.",
    shouldDisplay: false)

  @Argument(help: "A folder.")
  var path: String

  @Option(help: "Where the index is made; a file there is removed.")
  var index: String

  @Option(help: "How often the first scan; the fastest counts.")
  var runs = 3

  struct Document: Encodable {
    var files, series, index_bytes: Int
    /// Fastest run, milliseconds: every file read and the index written.
    var first_ms: Double
    /// The same without an index.
    var without_index_ms: Double
    /// From the index to lines that can be drawn; then until every file has been looked at.
    var listed_ms, checked_ms: Double
    /// Median: a letter more in the filter; one picture of the list.
    var filter_ms, render_ms: Double
  }

  func run() async throws {
    try await reportingFailures(json: true) {
      var document = Document(
        files: 0, series: 0, index_bytes: 0, first_ms: .infinity, without_index_ms: .infinity,
        listed_ms: .infinity, checked_ms: .infinity, filter_ms: 0, render_ms: 0)
      var catalogue = Catalogue()
      for _ in 0..<max(1, runs) {
        try StudyIndex.remove(path: index)
        let start = ContinuousClock.now
        _ = try await scan(known: try open(), onList: { _ in })
        document.first_ms = min(document.first_ms, Self.milliseconds(since: start))
        let plain = ContinuousClock.now
        catalogue = try await CatalogueScanner().scan(paths: [path])
        document.without_index_ms = min(document.without_index_ms, Self.milliseconds(since: plain))
      }
      for _ in 0..<max(1, runs) {
        let start = ContinuousClock.now
        let listed = Mutex(Double.infinity)
        _ = try await scan(known: try open()) { content in
          listed.withLock { $0 = min($0, Self.milliseconds(since: start)) }
        }
        document.listed_ms = min(document.listed_ms, listed.withLock { $0 })
        document.checked_ms = min(document.checked_ms, Self.milliseconds(since: start))
      }
      document.files = catalogue.series.reduce(0) { $0 + $1.sliceCount }
      document.series = catalogue.series.count
      document.index_bytes = Self.bytes(index) + Self.bytes(index + "-wal")
      (document.filter_ms, document.render_ms) = Self.keys(in: catalogue)
      try printJSON(document)
    }
  }

  private func open() throws -> IndexedCollection {
    try StudyIndex(path: index).collection(of: [path], reader: "bench")
  }

  private func scan(
    known: IndexedCollection, onList: @escaping @Sendable (ListContent) -> Void
  ) async throws -> ListContent {
    let catalogue = try await CatalogueScanner(index: known).scan(paths: [path]) { event in
      if case .found(let catalogue) = event { onList(ListContent(catalogue)) }
    }
    return ListContent(catalogue)
  }

  /// Medians of a filter's letters and of drawing, as keys cause them.
  private static func keys(in catalogue: Catalogue) -> (filter: Double, render: Double) {
    var state = State(
      profile: TerminalProfile(
        columns: 160, rows: 48, raster: .halfBlocks(trueColour: true),
        cell: PixelSize(width: 10, height: 20), largestPicture: PixelSize(width: 1, height: 1),
        synchronises: false))
    state.browsing.show(ListContent(catalogue))
    var filters: [Double] = []
    var renders: [Double] = []
    for word in ["a", "an", "ann", "date:20", "date:2019", "desc:br6", "br64 trauma", ""] {
      for _ in 0..<5 {
        var start = ContinuousClock.now
        _ = reduce(&state, .browsing(.setFilter(word)))
        filters.append(milliseconds(since: start))
        start = ContinuousClock.now
        _ = render(state)
        renders.append(milliseconds(since: start))
        _ = reduce(&state, .browsing(.move(7)))
      }
    }
    return (filters.sorted()[filters.count / 2], renders.sorted()[renders.count / 2])
  }

  private static func milliseconds(since start: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - start) / .milliseconds(1)
  }

  private static func bytes(_ path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }
}
