import Foundation

/// y = arccos x.
struct Acos: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { acos(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { -1 / (1 - x * x).squareRoot() }
}
