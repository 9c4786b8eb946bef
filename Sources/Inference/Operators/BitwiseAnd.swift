/// y = a and b, bit by bit.
struct BitwiseAnd: BitwiseOperator {
  init(_ node: NodeReader) {}

  func combine(_ a: Int64, _ b: Int64, _ type: ElementType) -> Int64 { a & b }
}
