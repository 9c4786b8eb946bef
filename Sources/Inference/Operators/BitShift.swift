/// y = a moved by b bits to the left or right, zeros coming in.
struct BitShift: BitwiseOperator {
  private let isLeft: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    let direction = try node.string("direction", default: "")
    guard ["LEFT", "RIGHT"].contains(direction) else { throw .invalid("direction \(direction)") }
    isLeft = direction == "LEFT"
  }

  func combine(_ a: Int64, _ b: Int64, _ type: ElementType) -> Int64 {
    let bits = UInt64(bitPattern: a)
    let count = UInt64(bitPattern: b)
    return Int64(bitPattern: isLeft ? bits << count : bits >> count)
  }
}
