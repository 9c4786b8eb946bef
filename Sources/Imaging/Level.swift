/// A cervical level. The raw value is its place in every level-ordered array: C1 = 0 … C7 = 6.
///
/// It stands here because phantoms and analysis, which do not know each other, both speak of levels.
/// In label volumes a voxel of C1 is 1 … of C7 is 7 (`label`), as in the RSNA-2022 segmentations.
public enum Level: Int, Sendable, CaseIterable, Codable, Comparable, CustomStringConvertible {
  case c1, c2, c3, c4, c5, c6, c7

  /// The value of this level's voxels in a label volume: 1…7.
  public var label: UInt8 { UInt8(rawValue + 1) }
  public var description: String { "C\(rawValue + 1)" }
  public static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
}
