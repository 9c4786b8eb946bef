import ArgumentParser
import Foundation
import Imaging
import SpineAnalysis

/// An error as a command reports it: a sentence and an exit code of sysexits.
struct Failure {
  let sentence: String
  let exitCode: Int32
  private let subject: String?

  init(_ error: any Error, about subject: String? = nil) {
    self.subject = subject
    sentence = error is CancellationError ? "cancelled" : String(describing: error)
    exitCode = Self.code(error)
  }

  private static func code(_ error: any Error) -> Int32 {
    switch error {
    case is CancellationError: 130
    case let error as ModelPackageError:
      switch error {
      case .notFound, .noDefault, .missingFile: 66
      case .unreadable: 74
      case .manifest, .changedFile, .graph: 65
      }
    case let error as NIfTIError:
      if case .unreadable = error { 66 } else { 65 }
    case is PredictInputError: 66
    case is AnalysisError: 65
    case let error as VolumeError:
      if case .outOfMemory = error { 74 } else { 65 }
    case is CocoaError: 74
    default: 70
    }
  }

  /// `{"study": …, "error": {"code": 65, "text": …}}`.
  var document: String {
    let content: [String: Any] = [
      "study": subject ?? "", "error": ["code": Int(exitCode), "text": sentence],
    ]
    let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try? JSONSerialization.data(withJSONObject: content, options: options)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  func report() {
    let text = subject.map { "\($0): \(sentence)" } ?? sentence
    FileHandle.standardError.write(Data("spinetui: \(text)\n".utf8))
  }

  func reported() -> ExitCode {
    report()
    return ExitCode(exitCode)
  }

  /// The worse of two exit codes; the higher number of sysexits is the graver here.
  func worse(than other: Int32) -> Int32 { max(other, exitCode) }
}
