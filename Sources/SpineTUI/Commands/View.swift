import ArgumentParser
import Foundation
import Imaging
import SpineAnalysis

/// `spinetui view`: the viewer on files and folders.
struct View: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the viewer on CT files.",
    discussion: "Takes .nii and .nii.gz. Keys: press ? in the viewer.")

  @Argument(help: "NIfTI files.")
  var paths: [String]

  @OptionGroup var options: ViewerOptions

  func run() async throws {
    for path in paths where !FileManager.default.fileExists(atPath: path) {
      throw ViewerFailure.exit("“\(DisplayText.safe(path))” is not there", status: 66)
    }
    let paths = paths
    try await options.run(
      scan: { _ in NIfTISources.scan(paths) },
      load: { try NIfTISources.load($0, $1) })
  }
}

/// What every command that opens the viewer takes.
struct ViewerOptions: ParsableArguments {
  @Option(help: "How to draw pictures: auto asks the terminal; sixel; half (blocks).")
  var graphics: RasterChoice?

  @Option(help: "The model package to ask with p.")
  var model: String?

  /// Runs the viewer and ends with its status.
  @MainActor
  func run(
    scan: @escaping @Sendable (@escaping ProgressHandler) async throws -> Catalogue,
    load: @escaping @Sendable (Series, @escaping ProgressHandler) async throws -> Volume
  ) async throws {
    let chosen = ProcessInfo.processInfo.environment["SPINETUI_GRAPHICS"]
      .flatMap(RasterChoice.init(rawValue:))
    var environment = Environment(scan: scan, load: load)
    LoadedModel.prepare(&environment, path: model)
    let program: FullScreenProgram
    do {
      program = try FullScreenProgram(
        environment: environment, choice: graphics ?? chosen ?? .automatic)
    } catch {
      throw ViewerFailure.exit(error.description, status: error.exitCode)
    }
    let status = await program.run()
    throw ExitCode(status)
  }
}

extension RasterChoice: ExpressibleByArgument {}

/// Why the viewer did not open.
enum ViewerFailure {
  /// Says `sentence` on stderr; the result ends the program with `status`.
  static func exit(_ sentence: String, status: Int32) -> ExitCode {
    FileHandle.standardError.write(Data("spinetui: \(sentence)\n".utf8))
    return ExitCode(status)
  }
}
