import Archive
import ArgumentParser
import Foundation
import Imaging

/// `spinetui index`: what the viewer remembers of folders, and how to make it forget.
struct IndexCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Show what the viewer remembers of scanned folders, or forget it.",
    discussion: """
      The viewer keeps what the headers of your files said in $XDG_DATA_HOME/spinetui/index.sqlite, \
      patients' names among it, so that it need not read them again. The file is yours alone (0600); \
      only `spinetui view` uses it, and `view --no-index` does not.
      Example: spinetui index --clear
      """)

  @Flag(help: "Remove the index.")
  var clear = false

  @Flag(help: "Print one JSON document.")
  var json = false

  struct Document: Encodable {
    struct Folder: Encodable {
      var paths: [String]
      var files, bytes: Int
      /// ISO 8601.
      var used: String
    }
    var path: String
    var folders: [Folder]
  }

  func run() async throws {
    try await reportingFailures(json: json) {
      let path = UserDirectory.data.path(StudyIndexFile.name)
      if clear { try StudyIndex.remove(path: path) }
      let exists = FileManager.default.fileExists(atPath: path)
      let entries = exists ? try StudyIndex(path: path).contents() : []
      let document = Document(
        path: DisplayText.safe(path),
        folders: entries.map {
          Document.Folder(
            paths: $0.paths.map { DisplayText.safe($0) }, files: $0.files, bytes: $0.bytes,
            used: Date(timeIntervalSince1970: Double($0.usedAt)).formatted(.iso8601))
        })
      if json { return try printJSON(document) }
      print(exists ? document.path : "\(document.path): there is no index")
      for folder in document.folders {
        print(
          "  \(folder.paths.joined(separator: " "))  \(folder.files) files, "
            + "\(bytesText(folder.bytes)), last opened \(folder.used)")
      }
    }
  }
}
