import Foundation

/// What goes wrong while something leaves the program.
public enum ExportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The system refused: `code` is its errno.
  case cannotWrite(path: String, code: Int32)
  case compression(path: String, code: Int32)
  case png(reason: String)
  case tooLargeForNIfTI(dimensions: [Int])
  case gapsTooUneven(smallest: Double, slices: Int)

  public var description: String {
    switch self {
    case .cannotWrite(let path, let code):
      "cannot write \(DisplayText.safe(path, limit: 1024)): \(String(cString: strerror(code)))"
    case .compression(let path, let code):
      "cannot compress \(DisplayText.safe(path, limit: 1024)): zlib error \(code)"
    case .png(let reason): "libpng cannot encode the picture: \(DisplayText.safe(reason))"
    case .tooLargeForNIfTI(let d):
      "a grid of \(d.map(String.init).joined(separator: "×")) is more than NIfTI-1 can hold (32767 a side)"
    case .gapsTooUneven(let smallest, let slices):
      "the smallest slice gap (\(formatted(smallest)) mm) would make \(slices) slices of this series; "
        + "choose its evenly spaced part"
    }
  }

  /// True when the file's permissions, not the disk, are in the way.
  public var isPermission: Bool {
    if case .cannotWrite(_, let code) = self { return [EACCES, EPERM, EROFS].contains(code) }
    return false
  }
}

/// Millimetres as read in a sentence: at most two decimals.
func formatted(_ millimetres: Double) -> String {
  let text = String(format: "%.2f", millimetres)
  return text.hasSuffix("00") ? String(text.dropLast(3)) : text
}
