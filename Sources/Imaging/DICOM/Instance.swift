/// One DICOM image file: the header fields that decide where it belongs and what its values mean.
public struct Instance: Sendable, Hashable {
  public var path: String

  public init(path: String) { self.path = path }
}
