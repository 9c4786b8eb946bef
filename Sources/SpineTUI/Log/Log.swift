import Foundation
import Imaging
import Logging
import SpineAnalysis

/// The program's own log.
enum Log {
  static let program = Logger(label: "program")
  static let viewer = Logger(label: "viewer")

  /// What stands for a series: the first twelve digits of its UID's SHA-256.
  static func hash(_ seriesUID: String) -> String {
    String(SHA256.hex(of: seriesUID.utf8).prefix(12))
  }

  /// Sends all loggers to the file, or nowhere.
  static func start(_ isWanted: Bool) {
    var file: LogFile?
    if isWanted, let folder = try? UserDirectory.state.makeFolder() {
      file = LogFile(path: folder + "/log")
    }
    let chosen = file
    LoggingSystem.bootstrap { label in
      guard let chosen else { return SwiftLogNoOpLogHandler() }
      return LogFileHandler(file: chosen, label: label)
    }
  }

  // MARK: - What happens to series

  static func loaded(
    _ identity: SeriesIdentity, _ volume: Volume, since start: ContinuousClock.Instant
  ) {
    let d = volume.geometry.dimensions
    viewer.info(
      "loaded",
      metadata: [
        "series": "\(hash(identity.seriesUID))", "size": "\(d.x)x\(d.y)x\(d.z)",
        "ms": "\(Int((ContinuousClock.now - start) / .milliseconds(1)))",
        "warnings": "\(volume.warnings.map(\.code).joined(separator: ","))",
      ])
  }

  /// - Parameter error: only its kind is written: its words may name files.
  static func refused(_ identity: SeriesIdentity, _ error: any Error) {
    viewer.notice(
      "not loaded",
      metadata: ["series": "\(hash(identity.seriesUID))", "error": "\(type(of: error))"])
  }

  static func read(_ findings: Findings) {
    let model = findings.model
    viewer.info(
      "read by the model",
      metadata: [
        "series": "\(hash(findings.identity.seriesUID))", "model": "\(model.name) \(model.version)",
        "sha256": "\(model.sha256["manifest.json"].map { String($0.prefix(12)) } ?? "none")",
        "seconds": "\(findings.seconds.total)",
      ])
  }
}
