/// Why the study index cannot be used. Each description is one sentence.
public enum ArchiveError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The folder or the file cannot be made, read or written.
  case notUsable(path: String, reason: String)
  /// Somebody else could read or replace what stands there.
  case notPrivate(path: String, reason: String)
  /// The file was no index, or no longer a whole one, and now has another name.
  case setAside(as: String, reason: String)

  public var description: String {
    switch self {
    case .notUsable(let path, let reason): "\(path): \(reason)"
    case .notPrivate(let path, let reason): "\(path) \(reason)"
    case .setAside(let name, let reason): "\(reason); it was set aside as \(name)"
    }
  }
}
