import Foundation

/// y = tan x.
struct Tan: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { tan(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { 1 + y * y }
}
