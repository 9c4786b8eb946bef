import Foundation

/// y = sin x.
struct Sin: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { sin(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { cos(x) }
}
