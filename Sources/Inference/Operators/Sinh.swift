import Foundation

/// y = sinh x.
struct Sinh: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { sinh(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { cosh(x) }
}
