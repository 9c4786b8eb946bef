import Foundation

/// y = ln(1 + eˣ).
struct Softplus: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { x > 20 ? x : log1p(exp(x)) }
  func derivative(_ x: Float, _ y: Float) -> Float { 1 / (1 + exp(-x)) }
}
