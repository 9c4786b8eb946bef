import ArgumentParser
import Imaging

/// `spinetui bench-load`: how long headers and volumes of DICOM files take, for Benchmarks/dicom-load.
struct LoadBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-load",
    abstract: "Time the reading of DICOM files.",
    shouldDisplay: false)

  @Argument(help: "DICOM files or folders.", completion: .file())
  var paths: [String]

  @Option(help: "How often; the fastest run counts.")
  var runs = 5

  struct Document: Encodable {
    var volumes: Int
    var slices: Int
    /// Fastest run, milliseconds: finding and reading all headers; then the volumes.
    var index_ms: Double
    var load_ms: Double
    /// Both in one go.
    var both_ms: Double
  }

  func run() async throws {
    try await reportingFailures(json: true) {
      let reader = DICOMReader()
      var document = Document(
        volumes: 0, slices: 0, index_ms: .infinity, load_ms: .infinity, both_ms: .infinity)
      for _ in 0..<max(1, runs) {
        let start = ContinuousClock.now
        let catalogue = try await CatalogueScanner(dicom: reader).scan(paths: paths)
        let indexed = ContinuousClock.now
        var slices = 0
        for series in catalogue.series {
          slices += try await reader.load(series).geometry.dimensions.z
        }
        let loaded = ContinuousClock.now
        document.volumes = catalogue.series.count
        document.slices = slices
        document.index_ms = min(document.index_ms, (indexed - start) / .milliseconds(1))
        document.load_ms = min(document.load_ms, (loaded - indexed) / .milliseconds(1))
        document.both_ms = min(document.both_ms, (loaded - start) / .milliseconds(1))
      }
      try printJSON(document)
    }
  }
}
