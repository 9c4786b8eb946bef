/// Why a model package cannot be used.
public enum ModelPackageError: Error, Sendable, Equatable, CustomStringConvertible {
  case notFound(path: String)
  case noDefault(searched: [String])
  case unreadable(path: String, reason: String)
  case manifest(path: String, reason: String)
  case missingFile(name: String, package: String)
  case changedFile(name: String, package: String)
  case graph(file: String, reason: String)

  public var description: String {
    switch self {
    case .notFound(let path):
      "\(path) is no model package: it must be a folder with a manifest.json"
    case .noDefault(let searched):
      "no model found; name one with --model or SPINETUI_MODEL (looked in \(searched.joined(separator: ", ")))"
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason)"
    case .manifest(let path, let reason):
      "\(path) is not a manifest this program can use: \(reason)"
    case .missingFile(let name, let package):
      "the model package \(package) lacks \(name); copy the whole folder"
    case .changedFile(let name, let package):
      "\(name) in \(package) does not have the SHA-256 that the manifest states; fetch the package again or correct the manifest"
    case .graph(let file, let reason):
      "\(file) does not fit its manifest: \(reason)"
    }
  }
}
