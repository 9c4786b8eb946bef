/// Whether a == b.
struct Equal: ComparisonOperator {
  init(_ node: NodeReader) {}

  static func compare(_ a: Float, _ b: Float) -> Bool { a == b }
  static func compare(_ a: Int64, _ b: Int64) -> Bool { a == b }
}
