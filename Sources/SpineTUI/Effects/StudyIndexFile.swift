import Archive
import Foundation
import Imaging

/// The index that the viewer looks into before it looks at files.
enum StudyIndexFile {
  static let name = "index.sqlite"

  /// An index, and what the user should know of it.
  typealias Known = (index: (any CatalogueIndex)?, notice: String?)

  /// What is known of `paths`; where the index cannot be used, nil and the reason.
  static func known(of paths: [String]) -> Known {
    do {
      let index = try StudyIndex(path: UserDirectory.data.path(name))
      let known = try index.collection(of: paths, reader: reader)
      return (known, index.notice)
    } catch {
      return (nil, "No index is used, so every file is read: \(error)")
    }
  }

  /// The path by which a folder is known, however it was named.
  static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// The DICOM reader that is used.
  static var worker: String {
    ProcessInfo.processInfo.environment["SPINETUI_DICOM_WORKER"]
      ?? Launch.neighbour("spinetui-dicom")
  }

  /// The rules by which headers are read: those of these very programs, since any change to one may be a
  /// change of what a header means.
  private static var reader: String {
    [worker, "/proc/self/exe"].map { path in
      FileFingerprint(path: path).map { "\($0.size)-\($0.modified)" } ?? "none"
    }.joined(separator: " ")
  }
}

extension Launch {
  /// The program of that name beside this one.
  static func neighbour(_ name: String) -> String {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (own as NSString).deletingLastPathComponent + "/" + name
  }
}
