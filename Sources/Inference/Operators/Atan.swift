import Foundation

/// y = arctan x.
struct Atan: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { atan(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { 1 / (1 + x * x) }
}
