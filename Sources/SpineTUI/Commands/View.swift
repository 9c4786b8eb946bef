import ArgumentParser
import Foundation
import Imaging
import SpineAnalysis

/// `spinetui view`: the viewer on files and folders.
struct View: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the viewer on files and folders.",
    discussion: """
      Takes DICOM folders of any depth, a DICOMDIR, and NIfTI: .nii, .nii.gz, .hdr with .img. Keys: press ? \
      in the viewer.
      Example: spinetui view /data/incoming
      """)

  @Argument(help: "Files or folders.", completion: .file())
  var paths: [String]

  @Flag(help: "Read every file anew, and keep nothing of what they say.")
  var noIndex = false

  @Flag(name: .customLong("list"), help: "Begin with the list, even of a single series.")
  var showsList = false

  @OptionGroup var options: ViewerOptions

  func run() async throws {
    try await reportingFailures(json: false, isFullScreen: true) { try await open() }
  }

  private func open() async throws {
    for path in paths where !FileManager.default.fileExists(atPath: path) {
      throw CommandFailure(.noInput, "“\(DisplayText.safe(path))” is not there")
    }
    // They start while the terminal is asked and the folders are looked through.
    DICOMReader.shared.prepare()
    let resolved = paths.map(StudyIndexFile.resolved)
    let noIndex = noIndex
    try await options.run(
      scan: { report in
        let known: StudyIndexFile.Known =
          noIndex ? (nil, nil) : StudyIndexFile.known(of: resolved)
        if let notice = known.notice { report(.warning(notice)) }
        return try await CatalogueScanner(index: known.index).scan(paths: resolved, report: report)
      },
      load: { try await SeriesLoader.load($0, watch: $1) }, opensOnlySeries: !showsList)
  }
}

/// What every command that opens the viewer takes.
struct ViewerOptions: ParsableArguments {
  @Option(help: "How to draw pictures: auto asks the terminal; sixel; kitty; half (blocks); ascii.")
  var graphics: RasterChoice?

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @Option(help: "Who encodes sixels: own or libsixel.")
  var encoder: SixelEncoder?

  @Option(help: "The model package to ask with p.", completion: .directory)
  var model: String?

  /// Runs the viewer and ends with its status.
  ///
  /// - Parameter opensOnlySeries: a list of one series is not shown: the series is opened.
  @MainActor
  func run(
    scan: @escaping @Sendable (@escaping ScanHandler) async throws -> Catalogue,
    load: @escaping @Sendable (Series, LoadWatch) async throws -> Volume,
    opensOnlySeries: Bool = false,
    preview: (@Sendable (Series) async throws -> Preview?)? = nil,
    header: (@Sendable (Series, SlicePlace) async throws -> HeaderListing)? = nil
  ) async throws {
    let settings = Settings.current
    let terminal: TerminalSettings
    do {
      terminal = try TerminalSettings(
        ProcessInfo.processInfo.environment, choice: graphics ?? settings.graphics)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
    var environment = Environment(scan: scan, load: load, settings: settings)
    let previewing = Previewing()
    environment.preview = preview ?? { try await previewing.preview(of: $0) }
    environment.history = HistoryFile.read()
    environment.remember = { HistoryFile.keep($0) }
    if let header { environment.header = header }
    LoadedModel.prepare(&environment, path: model)
    let program: FullScreenProgram
    do {
      program = try FullScreenProgram(
        environment: environment, terminal: terminal, mouse: !noMouse && settings.mouse,
        encoder: encoder ?? settings.encoder, opensOnlySeries: opensOnlySeries)
    } catch {
      throw CommandFailure(.unavailable, error.description)
    }
    let status = await program.run()
    HistoryFile.finish()
    throw ExitCode(status)
  }
}

extension RasterChoice: ExpressibleByArgument {}
extension SixelEncoder: ExpressibleByArgument {}
