import ArgumentParser
import Imaging

/// `spinetui info`: where a volume lies and what its values are.
struct Info: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the geometry, HU range and warnings of one series.",
    discussion: "Example: spinetui info /data/study --series 1.2.3.4")

  @Argument(help: "A file or a folder.", completion: .file())
  var path: String

  @Option(help: "The series, by UID or by the id that `list` shows; needed when there are several.")
  var series: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() async throws {
    try await reportingFailures(json: json) {
      let progress = ProgressReport()
      let catalogue = try await SeriesSelection.catalogue(of: [path], progress: progress.handler)
      let chosen = try SeriesSelection.one(of: catalogue, wanted: series)
      let volume = try await SeriesLoader.load(chosen, progress: progress.handler)
      progress.finish()
      let document = VolumeDocument(chosen, volume)
      if json {
        try printJSON(document)
      } else {
        document.lines.forEach { print($0) }
      }
    }
  }
}

/// One volume's facts; docs/formats.md has the JSON.
struct VolumeDocument: Encodable {
  struct Range: Encodable {
    var min, max: Float
  }

  let id, series, study: String
  let dimensions: [Int]
  let spacingMillimetres: [Double]
  /// Nil for images that are no volume.
  @OrNull var affineLPS: [[Double]]?
  @OrNull var affineRAS: [[Double]]?
  /// Nil where the files do not say how the image lies in the patient.
  @OrNull var orientation: String?
  let shearDegrees: Double
  /// Millimetres from the first slice along the stack; nil when evenly spaced.
  @OrNull var slicePositions: [Double]?
  /// Nil when every voxel is padding.
  @OrNull var hounsfieldUnits: Range?
  @OrNull var transferSyntax: String?
  let windows: [Window]
  let warnings: [ImagingWarning]

  init(_ series: Series, _ volume: Volume) {
    let geometry = volume.geometry
    id = series.id
    self.series = volume.identity.seriesUID
    study = volume.identity.studyUID
    dimensions = [geometry.dimensions.x, geometry.dimensions.y, geometry.dimensions.z]
    spacingMillimetres = [geometry.spacing.x, geometry.spacing.y, geometry.spacing.z]
    // Adding 0 turns −0 into 0.
    func rows(_ affine: Affine) -> [[Double]]? {
      volume.isLooseImages ? nil : affine.rows.map { $0.map { $0 + 0 } }
    }
    affineLPS = rows(geometry.affine)
    affineRAS = rows(geometry.affine.flippedXY)
    orientation = volume.hasKnownPlace ? geometry.affine.orientationCode : nil
    shearDegrees = geometry.shearDegrees
    slicePositions = geometry.sliceCoordinates.map { $0.map { $0 * geometry.spacing.z } }
    hounsfieldUnits = volume.range.map { Range(min: $0.lowerBound, max: $0.upperBound) }
    if case .dicom(let files) = series.source, let instances = try? files.instances() {
      transferSyntax = instances.first?.transferSyntax
    } else {
      transferSyntax = nil
    }
    windows = volume.windows
    warnings = volume.warnings
  }

  enum CodingKeys: String, CodingKey {
    case id, series, study, dimensions, orientation, windows, warnings
    case spacingMillimetres = "spacing_mm"
    case affineLPS = "affine_lps"
    case affineRAS = "affine_ras"
    case shearDegrees = "shear_degrees"
    case slicePositions = "slice_positions_mm"
    case hounsfieldUnits = "hu"
    case transferSyntax = "transfer_syntax"
  }

  var lines: [String] {
    func number(_ value: Double) -> String { "\((value * 10_000).rounded() / 10_000)" }
    func row(_ values: [Double]) -> String { values.map(number).joined(separator: "  ") }
    var lines = [
      "series       \(series)",
      "dimensions   \(dimensions.map(String.init).joined(separator: " × "))",
      "spacing      \(spacingMillimetres.map(number).joined(separator: " × ")) mm",
      "orientation  \(orientation ?? "unknown")",
    ]
    for (n, values) in (affineLPS ?? []).enumerated() {
      lines.append((n == 0 ? "affine (LPS) " : "             ") + row(values))
    }
    for (n, values) in (affineRAS ?? []).enumerated() {
      lines.append((n == 0 ? "affine (RAS) " : "             ") + row(values))
    }
    if shearDegrees > 0.05 { lines.append("tilt         \(number(shearDegrees))°") }
    lines.append(
      "HU           "
        + (hounsfieldUnits.map { "\($0.min) … \($0.max)" } ?? "nothing but padding"))
    if let transferSyntax { lines.append("syntax       \(transferSyntax)") }
    lines += warnings.map { "warning      \($0.text)" }
    return lines
  }
}
