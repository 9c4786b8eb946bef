import Foundation

/// y = cosh x.
struct Cosh: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { cosh(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { sinh(x) }
}
