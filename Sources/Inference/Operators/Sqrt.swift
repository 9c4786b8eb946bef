import Foundation

/// y = √x.
struct Sqrt: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { x.squareRoot() }
  func derivative(_ x: Float, _ y: Float) -> Float { 0.5 / y }
}
