import Foundation
import Imaging

extension DoctorCheck {
  /// The user's folders: theirs alone, and writable.
  static let folders = DoctorCheck("folders") { examination in
    let folders: [(UserDirectory, String)] = [
      (.configuration, "configuration"), (.data, "data"), (.state, "state"),
    ]
    return folders.map { folder, name in
      let path = (folder.path("", environment: examination.environment) as NSString)
        .standardizingPath
      return FolderInspection(path: path).finding(name)
    }
  }
}

/// Who may read and write a folder.
struct FolderInspection {
  var path: String

  func finding(_ name: String) -> DoctorFinding {
    let shown = DisplayText.safe(path)
    var status = stat()
    guard stat(path, &status) == 0 else {
      let parent = nearestParent
      guard access(parent, W_OK) == 0 else {
        return DoctorFinding(
          "folders", .problem,
          "\(name): \(shown) cannot be made: \(DisplayText.safe(parent)) is not writable",
          advice: "Make it, or set \(variable(name)) to a folder of your own")
      }
      return DoctorFinding("folders", .good, "\(name): \(shown), made when it is needed")
    }
    let mode = status.st_mode & 0o777
    let text = "\(name): \(shown), mode \(String(mode, radix: 8))"
    if status.st_uid != geteuid() {
      return DoctorFinding(
        "folders", .problem, "\(text), belongs to another user",
        advice: "Set \(variable(name)) to a folder of your own")
    }
    if access(path, W_OK | X_OK) != 0 {
      return DoctorFinding(
        "folders", .problem, "\(text), is not writable", advice: "chmod 700 \(shown)")
    }
    // The configuration names nobody: that others read it is no harm.
    if name == "configuration" {
      if mode & 0o022 != 0 {
        return DoctorFinding(
          "folders", .problem, "\(text), can be written by others", advice: "chmod go-w \(shown)")
      }
    } else if mode & 0o077 != 0 {
      return DoctorFinding(
        "folders", .problem, "\(text), can be read by others: it may name patients",
        advice: "chmod 700 \(shown)")
    }
    return DoctorFinding("folders", .good, text)
  }

  private func variable(_ name: String) -> String {
    name == "data" ? "XDG_DATA_HOME" : name == "state" ? "XDG_STATE_HOME" : "XDG_CONFIG_HOME"
  }

  private var nearestParent: String {
    var folder = path
    repeat {
      folder = (folder as NSString).deletingLastPathComponent
    } while folder != "/" && !folder.isEmpty && access(folder, F_OK) != 0
    return folder
  }
}
