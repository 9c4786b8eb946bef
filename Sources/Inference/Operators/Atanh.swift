import Foundation

/// y = artanh x.
struct Atanh: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { atanh(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { 1 / (1 - x * x) }
}
