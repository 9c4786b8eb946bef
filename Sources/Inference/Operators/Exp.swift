import Foundation

/// y = eˣ.
struct Exp: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { exp(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { y }
}
