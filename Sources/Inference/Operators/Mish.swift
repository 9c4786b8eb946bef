import Foundation

/// y = x · tanh(ln(1 + eˣ)).
struct Mish: ElementMap {
  init(_ node: NodeReader) {}

  private func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }

  func value(_ x: Float) -> Float { x * tanh(softplus(x)) }

  func derivative(_ x: Float, _ y: Float) -> Float {
    let t = tanh(softplus(x))
    return t + x * (1 - t * t) / (1 + exp(-x))
  }
}
