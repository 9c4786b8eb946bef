/// What goes wrong while a volume is made.
public enum VolumeError: Error, Sendable, Equatable, CustomStringConvertible {
  case outOfMemory(bytes: Int)
  /// More than the machine has free; nothing was allocated.
  case tooLarge(bytes: Int, available: Int)

  public var description: String {
    switch self {
    case .outOfMemory(let bytes): "no memory for a volume of \(bytes / 1_048_576) MB"
    case .tooLarge(let bytes, let available):
      "the volume needs \(bytes / 1_048_576) MB of memory and \(available / 1_048_576) MB are free: "
        + "close other programs, or open a series with fewer or thicker slices"
    }
  }
}
