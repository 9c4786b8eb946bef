/// The sum of any number of tensors.
struct Sum: FoldingOperator {
  static let chooses = false

  init(_ node: NodeReader) {}

  static func combine(_ a: Float, _ b: Float) -> Float { a + b }
  static func combine(_ a: Int64, _ b: Int64) -> Int64 { a &+ b }
}
