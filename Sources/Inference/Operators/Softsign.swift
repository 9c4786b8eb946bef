/// y = x / (1 + |x|).
struct Softsign: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { x / (1 + abs(x)) }
  func derivative(_ x: Float, _ y: Float) -> Float { 1 / ((1 + abs(x)) * (1 + abs(x))) }
}
