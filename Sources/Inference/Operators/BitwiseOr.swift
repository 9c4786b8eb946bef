/// y = a or b, bit by bit.
struct BitwiseOr: BitwiseOperator {
  init(_ node: NodeReader) {}

  func combine(_ a: Int64, _ b: Int64, _ type: ElementType) -> Int64 { a | b }
}
