/// One line of a file's header, for people to read. Strings are safe to show.
public struct HeaderLine: Sendable, Hashable {
  /// "(0018,0050)"; empty where the format has no tags (NIfTI).
  public var tag: String
  /// Two letters; empty where the file does not state one and none is known.
  public var vr: String
  /// The attribute's or field's name; empty where it is not known.
  public var name: String
  public var value: String
  /// How deep it lies in sequences, from 0.
  public var depth: Int
  /// Whether it tells who the patient is, or may: hidden where names are hidden.
  public var isIdentifying: Bool

  public init(
    tag: String = "", vr: String = "", name: String, value: String, depth: Int = 0,
    isIdentifying: Bool = false
  ) {
    self.tag = tag
    self.vr = vr
    self.name = name
    self.value = value
    self.depth = depth
    self.isIdentifying = isIdentifying
  }
}

/// A file's header, and what to know of it.
public struct HeaderListing: Sendable, Hashable {
  /// The file's path, safe to show.
  public var path: String
  public var lines: [HeaderLine]
  /// The file holds more than is listed.
  public var isCut: Bool

  public init(path: String, lines: [HeaderLine], isCut: Bool = false) {
    self.path = path
    self.lines = lines
    self.isCut = isCut
  }
}
