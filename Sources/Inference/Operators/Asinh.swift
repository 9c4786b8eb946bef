import Foundation

/// y = arsinh x.
struct Asinh: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { asinh(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { 1 / (x * x + 1).squareRoot() }
}
