import Foundation

/// The files that a DICOMDIR names.
///
/// A DICOMDIR is used as a list of names alone: each file is found below the DICOMDIR's own folder,
/// never through a link, and read again. Source: PS3.10 8.2 (File IDs), 8.6 (DICOMDIR).
struct MediaDirectory {
  private(set) var files: [String] = []
  /// What is wrong with some of its names, as one sentence; nil when nothing is.
  private(set) var trouble: String?

  /// Why a name is not read.
  private enum Trouble: CaseIterable {
    case missing, outside, notAFile

    func sentence(_ count: Int, _ first: String) -> String {
      let files = count == 1 ? "a file" : "\(count) files"
      return switch self {
      case .missing: "names \(files) not to be found: \(first)"
      case .outside: "names \(files) outside its folder, not read: \(first)"
      case .notAFile: "names \(files) that are links, folders or devices, not read: \(first)"
      }
    }
  }

  private struct Unusable: Error { var trouble: Trouble }

  /// - Parameter references: the File IDs, in their components.
  init(path: String, references: [[String]]) {
    var troubles: [Trouble: [String]] = [:]
    for reference in references {
      do {
        files.append(try Self.file(reference, of: path))
      } catch {
        troubles[error.trouble, default: []].append(reference.joined(separator: "\\"))
      }
    }
    let sentences = Trouble.allCases.compactMap { kind in
      troubles[kind].map { kind.sentence($0.count, DisplayText.safe($0[0], limit: 80)) }
    }
    trouble = sentences.isEmpty ? nil : sentences.joined(separator: "; ")
  }

  /// Where the File ID `components` lies, walked from the DICOMDIR's folder one name at a time.
  private static func file(
    _ components: [String], of directory: String
  ) throws(Unusable) -> String {
    let isHarmless = components.allSatisfy {
      !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("/") && !$0.contains("\0")
    }
    guard isHarmless, !components.isEmpty, components.count <= 16 else {
      throw Unusable(trouble: .outside)
    }
    var path = directory.lastIndex(of: "/").map { String(directory[...$0]) } ?? ""
    for (number, name) in components.enumerated() {
      // Media copied to a disk often have their names in small letters.
      guard let (found, mode) = entry(path, name) ?? entry(path, name.lowercased()) else {
        throw Unusable(trouble: .missing)
      }
      guard mode == (number == components.count - 1 ? S_IFREG : S_IFDIR) else {
        throw Unusable(trouble: .notAFile)
      }
      path = number == components.count - 1 ? found : found + "/"
    }
    return path
  }

  /// - Parameter folder: "" or ending in a slash.
  private static func entry(_ folder: String, _ name: String) -> (path: String, mode: mode_t)? {
    var status = stat()
    let path = folder + name
    return lstat(path, &status) == 0 ? (path, status.st_mode & S_IFMT) : nil
  }
}
