import Foundation

/// The Python that has the oracles (pydicom, nibabel): `SPINETUI_PYTHON`, else `.venv` of the package.
/// Tests that need it are skipped by name where there is none.
public enum Python {
  /// The package's root, found from this file.
  public static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  public static let executable: String? = {
    let named = ProcessInfo.processInfo.environment["SPINETUI_PYTHON"]
    let local = packageRoot.appendingPathComponent(".venv/bin/python").path
    return [named, local].compactMap { $0 }.first(where: FileManager.default.isExecutableFile)
  }()

  public static var isAvailable: Bool { executable != nil }

  /// Runs `Tests/Conformance/<script>` and returns what it printed.
  ///
  /// - Throws: `ScriptFailure` with its standard error when it does not end with 0.
  @discardableResult
  public static func conformance(
    _ script: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> String {
    guard let executable else { throw ScriptFailure(script: script, text: "no Python") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments =
      [packageRoot.appendingPathComponent("Tests/Conformance/\(script)").path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (out, log) = (Pipe(), Pipe())
    process.standardOutput = out
    process.standardError = log
    try process.run()
    let printed = out.fileHandleForReading.readDataToEndOfFile()
    let complaints = log.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ScriptFailure(script: script, text: String(decoding: complaints, as: UTF8.self))
    }
    return String(decoding: printed, as: UTF8.self)
  }

  public struct ScriptFailure: Error, CustomStringConvertible {
    public let script: String
    public let text: String
    public var description: String { "\(script): \(text)" }
  }
}

/// An empty folder that goes away with the value.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("spinetui-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func file(_ name: String) -> String { "\(path)/\(name)" }
}

extension TemporaryFolder {
  /// A copy of an executable, or of a script, ready to run.
  ///
  /// Another process writes it: a file that this one has open for writing would be open in every
  /// child that a test on another thread starts meanwhile, and could not be run ("text file busy").
  public func executable(_ name: String, copyOf source: String) throws -> String {
    let copy = Process()
    copy.executableURL = URL(fileURLWithPath: "/usr/bin/install")
    copy.arguments = ["-m", "755", source, file(name)]
    try copy.run()
    copy.waitUntilExit()
    guard copy.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    return file(name)
  }
}
