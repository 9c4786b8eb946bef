/// y = a moved by b bits to the left or right. Zeros come in, from the left the sign of a signed
/// number; a count below 0 or beyond the width moves every bit out.
struct BitShift: BitwiseOperator {
  private let isLeft: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    let direction = try node.string("direction", default: "")
    guard ["LEFT", "RIGHT"].contains(direction) else { throw .invalid("direction \(direction)") }
    isLeft = direction == "LEFT"
  }

  func combine(_ a: Int64, _ b: Int64, _ type: ElementType) -> Int64 {
    let isInside = b >= 0 && b < Int64(type.fileStride * 8)
    if isLeft { return isInside ? a << b : 0 }
    let isSigned = [.int8, .int16, .int32, .int64].contains(type)
    if isSigned { return isInside ? a >> b : a >> 63 }
    return isInside ? Int64(bitPattern: UInt64(bitPattern: a) >> UInt64(b)) : 0
  }
}
