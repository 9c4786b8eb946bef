import Foundation

/// y = 1 / x.
struct Reciprocal: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { 1 / x }
  func derivative(_ x: Float, _ y: Float) -> Float { -y * y }
}
