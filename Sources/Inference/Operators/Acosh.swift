import Foundation

/// y = arcosh x.
struct Acosh: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { acosh(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { 1 / (x * x - 1).squareRoot() }
}
