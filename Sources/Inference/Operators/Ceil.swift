import Foundation

/// y = the least whole number not below x.
struct Ceil: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { x.rounded(.up) }
  func derivative(_ x: Float, _ y: Float) -> Float { 0 }
}
