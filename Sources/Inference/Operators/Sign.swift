/// y = −1, 0 or 1, as x is below, at or above zero.
struct Sign: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { x > 0 ? 1 : x < 0 ? -1 : x }
  func derivative(_ x: Float, _ y: Float) -> Float { 0 }
}
