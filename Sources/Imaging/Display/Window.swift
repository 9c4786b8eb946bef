/// A VOI window: which HU become which greys.
///
/// Source: DICOM PS3.3 C.11.2.1.2 (LINEAR function).
public struct Window: Sendable, Hashable, Codable {
  /// Window Center, HU.
  public var center: Double
  /// Window Width, HU; at least 1.
  public var width: Double
  /// The header's or preset's name for it.
  public var explanation: String

  public init(center: Double, width: Double, explanation: String = "") {
    self.center = center
    self.width = max(1, width)
    self.explanation = explanation
  }
}
