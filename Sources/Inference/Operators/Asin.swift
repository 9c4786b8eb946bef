import Foundation

/// y = arcsin x.
struct Asin: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { asin(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { 1 / (1 - x * x).squareRoot() }
}
