import Foundation

/// y = −x.
struct Neg: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { -x }
  func derivative(_ x: Float, _ y: Float) -> Float { -1 }
}
