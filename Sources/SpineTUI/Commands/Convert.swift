import ArgumentParser
import Foundation
import Imaging

/// `spinetui convert`: volumes as NIfTI.
struct Convert: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Write each volume as .nii.gz (HU, exact affine), with its warnings as JSON beside it.",
    discussion: """
      A tilted stack keeps its sheared affine; an unevenly spaced one is resampled linearly along the \
      stack at its smallest gap, and says so. Files are named by a hash of the series, never by a patient.

      Example: spinetui convert /data/study --output /data/nifti
      """)

  @Argument(help: "Files or folders, of any depth.", completion: .file())
  var paths: [String]

  @Option(
    name: .shortAndLong, help: "The folder to write to; it is made if need be.",
    completion: .directory)
  var output: String

  @Option(help: "Only this series, by UID or by the id that `list` shows.")
  var series: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() async throws {
    try await reportingFailures(json: json) {
      let progress = ProgressReport()
      let catalogue = try await SeriesSelection.catalogue(of: paths, progress: progress.handler)
      let chosen = try series.map { [try SeriesSelection.one(of: catalogue, wanted: $0)] }
      let folder = try OutputFolder(path: output)
      var document = ConversionDocument(refused: catalogue.refused)
      for row in chosen ?? catalogue.series {
        do {
          let converted = try await convert(row, into: folder, progress)
          progress.finish()
          document.converted.append(converted)
          warn(converted.warnings, about: converted.volume)
          if !json { print(folder.file(converted.volume)) }
        } catch {
          progress.finish()
          let failure = CommandFailure(error)
          guard failure.code != .interrupted else { throw error }
          document.failed.append(ConversionDocument.Failed(row, failure))
          complain("\(row.id): \(failure.message)")
        }
      }
      for file in catalogue.refused { complain("\(file.path): \(file.reason)") }
      if json { try printJSON(document) }
      if let worst = document.failed.map(\.exitCode).max() { throw ExitCode(worst) }
    }
  }

  private func convert(
    _ row: Series, into folder: OutputFolder, _ progress: ProgressReport
  ) async throws -> ConversionDocument.Converted {
    let stored = try await SeriesLoader.load(row, progress: progress.handler)
    guard !stored.isLooseImages else {
      throw CommandFailure(
        .dataWrong,
        stored.warnings.first?.text
          ?? "the series has no geometry: it can only be looked at slice by slice")
    }
    let volume = try stored.evenlySpaced(progress: progress.handler)
    let name = OutputFolder.name(of: row)
    try NIfTIWriter.write(volume, to: folder.file("\(name).nii.gz"), progress: progress.handler)
    let sidecar = SidecarDocument(
      file: "\(name).nii.gz", storedSlices: stored.geometry.dimensions.z,
      volume: VolumeDocument(row, volume), padding: volume.padding)
    try AtomicFile.write([UInt8](try jsonData(sidecar)), to: folder.file("\(name).json"))
    return ConversionDocument.Converted(
      id: row.id, series: row.identity.seriesUID, volume: "\(name).nii.gz", json: "\(name).json",
      warnings: volume.warnings)
  }
}

/// The folder that `convert` fills, and the names in it.
struct OutputFolder {
  let path: String

  /// Makes the folder, open to its owner alone, if it is not there.
  init(path: String) throws {
    self.path = path
    guard !isFolder(path) else { return }
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  func file(_ name: String) -> String { (path as NSString).appendingPathComponent(name) }

  /// `series-` and 16 hexadecimal digits: the same for the same series, and no word of the file's own.
  ///
  /// The digits are the FNV-1a hash of the series' id.
  /// Source: Fowler, Noll, Vo; draft-eastlake-fnv, 64 bits.
  static func name(of series: Series) -> String {
    let hash = series.id.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    return "series-" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// The JSON beside a `.nii.gz`: the document of `info` for the volume as written, and where it came from.
struct SidecarDocument: Encodable {
  var file: String
  /// Fewer or more than the volume's slices when the stack was resampled.
  var storedSlices: Int
  var volume: VolumeDocument
  var padding: Float?

  enum Key: String, CodingKey {
    case file
    case storedSlices = "stored_slices"
    case padding = "padding_hu"
    case researchUseOnly = "research_use_only"
  }

  func encode(to encoder: any Encoder) throws {
    try volume.encode(to: encoder)
    var document = encoder.container(keyedBy: Key.self)
    try document.encode(file, forKey: .file)
    try document.encode(storedSlices, forKey: .storedSlices)
    // NaN is no JSON number; NaN voxels need no name for padding either.
    try document.encode(padding.flatMap { $0.isNaN ? nil : $0 }, forKey: .padding)
    try document.encode(true, forKey: .researchUseOnly)
  }
}

/// What `convert --json` prints; docs/formats.md has an example.
struct ConversionDocument: Encodable {
  struct Converted: Encodable {
    var id, series, volume, json: String
    var warnings: [ImagingWarning]
  }

  struct Failed: Encodable {
    var id, series, message: String
    var exitCode: Int32

    init(_ row: Series, _ failure: CommandFailure) {
      id = row.id
      series = row.identity.seriesUID
      message = failure.message
      exitCode = failure.code.rawValue
    }

    enum CodingKeys: String, CodingKey {
      case id, series, message
      case exitCode = "exit_code"
    }
  }

  var converted: [Converted] = []
  var failed: [Failed] = []
  var refused: [RefusedFile]
}
