import Foundation

/// y = |x|.
struct Abs: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { abs(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { x > 0 ? 1 : x < 0 ? -1 : 0 }
}
