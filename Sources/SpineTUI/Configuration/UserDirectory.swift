import Foundation
import Imaging

/// The user's folders that belong to the program. Source: XDG Base Directory Specification 0.8.
enum UserDirectory {
  /// What the user writes: `config.json`.
  case configuration
  /// What is kept: the demo cohort, the index of studies, results. It may name patients.
  case data
  /// What may be lost: the log and typed commands. It names nobody.
  case state

  /// The path of `name` in this folder; nothing is made.
  func path(
    _ name: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    let (variable, fallback) =
      switch self {
      case .configuration: ("XDG_CONFIG_HOME", ".config")
      case .data: ("XDG_DATA_HOME", ".local/share")
      case .state: ("XDG_STATE_HOME", ".local/state")
      }
    // "All paths set in these environment variables must be absolute"; others are to be ignored.
    let base =
      environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? (environment["HOME"] ?? NSTemporaryDirectory()) + "/" + fallback
    return "\(base)/spinetui/\(name)"
  }

  /// Makes the folder `name` in this one, with all above it, for their owner alone; returns its path.
  func makeFolder(
    _ name: String = "", environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> String {
    let path = (path(name, environment: environment) as NSString).standardizingPath
    var missing: [String] = []
    var folder = path
    while !FileManager.default.fileExists(atPath: folder), folder != "/" {
      missing.append(folder)
      folder = (folder as NSString).deletingLastPathComponent
    }
    // One by one: attributes of intermediate folders would not be set.
    for folder in missing.reversed() where mkdir(folder, 0o700) != 0 && errno != EEXIST {
      throw CommandFailure(
        errno == EACCES || errno == EROFS || errno == EPERM ? .permission : .inputOutput,
        "cannot make the folder \(DisplayText.safe(folder)): \(String(cString: strerror(errno)))")
    }
    return path
  }
}
