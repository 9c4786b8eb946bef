/// The smallest of any number of tensors.
struct Min: FoldingOperator {
  static let chooses = true

  init(_ node: NodeReader) {}

  static func combine(_ a: Float, _ b: Float) -> Float { a.isNaN || a < b ? a : b }
  static func combine(_ a: Int64, _ b: Int64) -> Int64 { min(a, b) }
}
