import Foundation
import Imaging

/// One volume to read: its name for people, and how to load it.
struct PredictInput: Sendable {
  let name: String
  private let path: String

  /// What lies at the given paths.
  ///
  /// - Throws: `PredictInputError`; `NIfTIError` for a single file that is none.
  static func all(at paths: [String], series: String?) async throws -> [PredictInput] {
    var inputs: [PredictInput] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw PredictInputError.noSuchPath(path)
      }
      let files = isFolder.boolValue ? volumes(below: path) : [path]
      for file in files {
        let row = try NIfTIFile(path: file).series()
        if let series, row.identity.seriesUID != series { continue }
        inputs.append(PredictInput(name: row.identity.seriesUID, path: file))
      }
    }
    guard !inputs.isEmpty else { throw PredictInputError.nothing(paths: paths, series: series) }
    return inputs
  }

  private static func volumes(below folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".nii") || $0.hasSuffix(".nii.gz") }.sorted()
      .map { "\(folder)/\($0)" }
  }

  func load(progress: @escaping ProgressHandler) async throws -> Volume {
    try NIfTIFile(path: path).load(progress: progress)
  }
}

/// Why there is nothing to read.
enum PredictInputError: Error, Sendable, Equatable, CustomStringConvertible {
  case noSuchPath(String)
  case nothing(paths: [String], series: String?)

  var description: String {
    switch self {
    case .noSuchPath(let path): "\(path): no such file or folder"
    case .nothing(let paths, let series?):
      "no series \(series) in \(paths.joined(separator: ", ")); spinetui list shows what is there"
    case .nothing(let paths, nil):
      "no volume in \(paths.joined(separator: ", "))"
    }
  }
}
