/// y = the whole number next to x; halves go to the even one.
struct Round: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { x.rounded(.toNearestOrEven) }
  func derivative(_ x: Float, _ y: Float) -> Float { 0 }
}
