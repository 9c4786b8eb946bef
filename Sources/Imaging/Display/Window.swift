/// A VOI window: which HU become which greys.
///
/// Source: DICOM PS3.3 C.11.2.
public struct Window: Sendable, Hashable, Encodable {
  /// Window Center, HU.
  public var center: Double
  /// Window Width, HU; at least 1 for `.linear`, above 0 for the others.
  public var width: Double
  /// The header's or preset's name for it.
  public var explanation: String
  /// The curve between black and white.
  public var function: VOIFunction

  public init(
    center: Double, width: Double, explanation: String = "", function: VOIFunction = .linear
  ) {
    self.center = center
    self.width = max(function.smallestWidth, width)
    self.explanation = explanation
    self.function = function
  }

  /// The HU that a table covers, as a window.
  public init(table: VOITable, explanation: String = "") {
    self.init(
      center: Double(table.first) + Double(table.greys.count) / 2,
      width: Double(table.greys.count), explanation: explanation, function: .table(table))
  }

  private enum Key: String, CodingKey { case center, width, explanation, function }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(center, forKey: .center)
    try container.encode(width, forKey: .width)
    try container.encode(explanation, forKey: .explanation)
    try container.encode(function.term, forKey: .function)
  }
}
