import Foundation

/// y = the largest whole number not above x.
struct Floor: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { x.rounded(.down) }
  func derivative(_ x: Float, _ y: Float) -> Float { 0 }
}
