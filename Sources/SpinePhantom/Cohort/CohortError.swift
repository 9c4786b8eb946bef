/// What goes wrong while synthetic studies are written.
public enum CohortError: Error, Sendable, Equatable, CustomStringConvertible {
  case cannotWrite(path: String, reason: String)
  case occupied(path: String)
  case otherSettings(path: String)
  case complete(path: String)
  case unknownStudy(id: String)

  public var description: String {
    switch self {
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    case .occupied(let path):
      "\(path) holds other files; give an empty or a new folder"
    case .otherSettings(let path):
      "\(path) holds a cohort made with other settings; give the same ones to go on, or a new folder"
    case .complete(let path): "\(path) is complete already; nothing was written"
    case .unknownStudy(let id): "the built-in cohort has no study \"\(id)\""
    }
  }
}
