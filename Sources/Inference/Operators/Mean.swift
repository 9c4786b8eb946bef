/// The mean of any number of tensors.
struct Mean: FoldingOperator {
  static let chooses = false
  static let isMean = true

  init(_ node: NodeReader) {}

  static func combine(_ a: Float, _ b: Float) -> Float { a + b }
  static func combine(_ a: Int64, _ b: Int64) -> Int64 { a &+ b }
}
