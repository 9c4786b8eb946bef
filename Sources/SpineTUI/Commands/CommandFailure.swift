import Archive
import ArgumentParser
import Foundation
import Imaging
import Inference
import SpineAnalysis
import SpinePhantom

/// Why a command ends without its result: what the user reads, and the exit code.
struct CommandFailure: Error, Equatable {
  /// Exit codes. Source: sysexits.h, and 130 for an interrupt as shells give it.
  enum Code: Int32, Sendable, CaseIterable {
    case usage = 64
    case dataWrong = 65
    case noInput = 66
    case unavailable = 69
    case bug = 70
    case inputOutput = 74
    case permission = 77
    case configuration = 78
    case interrupted = 130

    /// What a manual says of it.
    var meaning: String {
      switch self {
      case .usage: "the command line is wrong, or names one of several series"
      case .dataWrong: "the data is wrong: truncated, no image, no volume"
      case .noInput: "no such file, folder or series; nothing to open in it"
      case .unavailable: "a needed service is not there: the DICOM worker, memory"
      case .bug: "a bug in SpineTUI"
      case .inputOutput: "reading or writing failed"
      case .permission: "permission denied"
      case .configuration: "the configuration is wrong: config.json or a SPINETUI_ variable"
      case .interrupted: "interrupted"
      }
    }
  }

  var code: Code
  /// One sentence, safe to show.
  var message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The code that belongs to an error from below; its own words stay.
  init(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as ConfigurationError: self.init(.configuration, error.description)
    case is CancellationError: self.init(.interrupted, "interrupted")
    case let error as CatalogueError:
      self.init(Self.code(of: error), DisplayText.safe(error.description))
    case let error as DICOMError: self.init(Self.code(of: error), DisplayText.safe("\(error)"))
    case let error as ModelPackageError:
      self.init(Self.code(of: error), DisplayText.safe(error.description))
    case is AnalysisError: self.init(.dataWrong, "\(error)")
    case let error as PreparationError:
      self.init(Self.code(of: error), DisplayText.safe(error.description))
    case is NIfTIError: self.init(.dataWrong, DisplayText.safe("\(error)"))
    case let error as CohortError:
      self.init(Self.code(of: error), DisplayText.safe(error.description))
    case let error as ArchiveError:
      self.init(.inputOutput, DisplayText.safe(error.description))
    case let error as ModelError: self.init(error)
    case let error as NumPyFile.Failure: self.init(error)
    case is VolumeError: self.init(.unavailable, "\(error)")
    case let error as ExportError:
      self.init(Self.code(of: error), DisplayText.safe(error.description))
    case is PictureError: self.init(.bug, DisplayText.safe("\(error)"))
    case let error as CocoaError where error.code == .fileWriteNoPermission:
      self.init(.permission, DisplayText.safe(error.localizedDescription))
    case let error as CocoaError:
      self.init(.inputOutput, DisplayText.safe(error.localizedDescription))
    default: self.init(.bug, DisplayText.safe("\(error)"))
    }
  }

  private static func code(of error: ModelPackageError) -> Code {
    switch error {
    case .notFound, .noDefault, .missingFile: .noInput
    case .unreadable: .inputOutput
    case .manifest, .changedFile, .graph: .dataWrong
    }
  }

  private static func code(of error: PreparationError) -> Code {
    switch error {
    case .otherSettings, .dataset, .segmentation, .images: .dataWrong
    case .file: .inputOutput
    }
  }

  private static func code(of error: CohortError) -> Code {
    switch error {
    case .cannotWrite: .inputOutput
    case .occupied, .otherSettings, .complete, .unknownStudy: .usage
    }
  }

  private static func code(of error: CatalogueError) -> Code {
    switch error {
    case .cannotOpen(_, EACCES), .cannotOpen(_, EPERM): .permission
    case .cannotOpen(_, ENOENT), .cannotOpen(_, ENOTDIR), .notAFile, .notMadeYet: .noInput
    case .cannotOpen, .changed, .outdated: .inputOutput
    case .tooManyEntries: .usage
    }
  }

  private static func code(of error: ExportError) -> Code {
    switch error {
    case .cannotWrite: error.isPermission ? .permission : .inputOutput
    case .compression: .inputOutput
    case .png: .bug
    case .tooLargeForNIfTI, .gapsTooUneven: .dataWrong
    }
  }

  private static func code(of error: DICOMError) -> Code {
    switch error {
    case .workerMissing, .workerFailed: .unavailable
    case .refused, .notAVolume, .noSlices: .dataWrong
    }
  }
}

/// Runs a command's work; a failure is one line on stderr, with `json` also a document on stdout, and
/// the process ends with its code.
///
/// - Parameter isFullScreen: signals end the work through the terminal's own handlers, which restore it.
func reportingFailures(
  json: Bool, isFullScreen: Bool = false, _ work: @escaping @Sendable () async throws -> Void
) async throws {
  do {
    if isFullScreen { try await work() } else { try await interruptible(work) }
  } catch let error as ExitCode {
    throw error
  } catch let error as ValidationError {
    throw error
  } catch {
    let failure = CommandFailure(error)
    complain(failure.message)
    if json { try printJSON(FailureDocument(failure)) }
    throw ExitCode(failure.code.rawValue)
  }
}

/// The document that `--json` prints instead of a result.
struct FailureDocument: Encodable {
  struct Body: Encodable {
    var message: String
    var exitCode: Int32
    enum CodingKeys: String, CodingKey {
      case message
      case exitCode = "exit_code"
    }

    init(_ failure: CommandFailure) {
      (message, exitCode) = (failure.message, failure.code.rawValue)
    }
  }

  var error: Body

  init(_ failure: CommandFailure) { error = Body(failure) }
}

/// One line on stderr.
func complain(_ sentence: String) {
  FileHandle.standardError.write(Data("spinetui: \(sentence)\n".utf8))
}

/// The warnings of a volume on stderr, one line each.
func warn(_ warnings: [ImagingWarning], about name: String? = nil) {
  for warning in warnings {
    complain((name.map { "\($0): " } ?? "") + "warning: \(warning.text)")
  }
}

/// A document as this program writes it: keys sorted, indented, ended by a newline.
func jsonData(_ document: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return try encoder.encode(document) + Data("\n".utf8)
}

/// One JSON document on stdout.
func printJSON(_ document: some Encodable) throws {
  FileHandle.standardOutput.write(try jsonData(document))
}
