/// y = −1, 0 or 1, as x is below, at or above zero.
struct Sign: WholeElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { x > 0 ? 1 : x < 0 ? -1 : x }
  func value(_ x: Int64) -> Int64 { x.signum() }
  func derivative(_ x: Float, _ y: Float) -> Float { 0 }
}
