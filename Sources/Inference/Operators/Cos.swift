import Foundation

/// y = cos x.
struct Cos: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { cos(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { -sin(x) }
}
