/// What is wrong with a NIfTI file, by the field's own name.
public enum NIfTIError: Error, Sendable, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case notNIfTI(path: String)
  case field(String, value: String, mustBe: String)
  /// The header's matrix or spacings place no image.
  case geometry(reason: String)
  case unsupportedType(code: Int, name: String)
  case truncated(expectedBytes: Int, presentBytes: Int)
  case tooLarge(bytes: Int)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason)"
    case .notNIfTI(let path):
      "\(path) is not a NIfTI image: neither its size field nor its magic is one"
    case .field(let name, let value, let mustBe):
      "NIfTI header: \(name) is \(value), and must be \(mustBe)"
    case .geometry(let reason): "NIfTI header: \(reason)"
    case .unsupportedType(let code, let name):
      "NIfTI data type \(code) (\(name)) holds no Hounsfield units: convert it to int16 or float32"
    case .truncated(let expected, let present):
      "the image data is cut off: \(present) of \(expected) bytes are there; copy the file again"
    case .tooLarge(let bytes):
      "the header promises \(bytes / 1_048_576) MB of voxels, more than the file can hold or this program opens"
    }
  }
}
