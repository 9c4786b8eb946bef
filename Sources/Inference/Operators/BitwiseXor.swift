/// y = a exclusive or b, bit by bit.
struct BitwiseXor: BitwiseOperator {
  init(_ node: NodeReader) {}

  func combine(_ a: Int64, _ b: Int64, _ type: ElementType) -> Int64 { a ^ b }
}
