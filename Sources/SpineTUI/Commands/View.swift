import ArgumentParser
import Foundation
import Imaging
import SpineAnalysis

/// `spinetui view`: the viewer on files and folders.
struct View: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the viewer on files and folders.",
    discussion: "Takes DICOM folders of any depth, .nii and .nii.gz. Keys: press ? in the viewer.")

  @Argument(help: "Files or folders.")
  var paths: [String]

  @OptionGroup var options: ViewerOptions

  func run() async throws {
    try await reportingFailures(json: false, isFullScreen: true) { try await open() }
  }

  private func open() async throws {
    for path in paths where !FileManager.default.fileExists(atPath: path) {
      throw CommandFailure(.noInput, "“\(DisplayText.safe(path))” is not there")
    }
    let paths = paths
    try await options.run(
      scan: { try await CatalogueScanner.scan(paths: paths, progress: $0) },
      load: { try await SeriesLoader.load($0, progress: $1) })
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

  @Option(help: "The model package to ask with p.")
  var model: String?

  /// Runs the viewer and ends with its status.
  @MainActor
  func run(
    scan: @escaping @Sendable (@escaping ProgressHandler) async throws -> Catalogue,
    load: @escaping @Sendable (Series, @escaping ProgressHandler) async throws -> Volume
  ) async throws {
    let settings: TerminalSettings
    do {
      settings = try TerminalSettings(ProcessInfo.processInfo.environment, choice: graphics)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
    var environment = Environment(scan: scan, load: load)
    LoadedModel.prepare(&environment, path: model)
    let program: FullScreenProgram
    do {
      program = try FullScreenProgram(
        environment: environment, settings: settings, mouse: !noMouse,
        encoder: encoder ?? .ofEnvironment ?? .own)
    } catch {
      throw CommandFailure(.unavailable, error.description)
    }
    let status = await program.run()
    throw ExitCode(status)
  }
}

extension RasterChoice: ExpressibleByArgument {}
extension SixelEncoder: ExpressibleByArgument {}
