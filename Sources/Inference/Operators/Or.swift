/// y = a or b.
struct Or: LogicOperator {
  init(_ node: NodeReader) {}

  static func combine(_ a: UInt8, _ b: UInt8) -> UInt8 { a | b }
}
