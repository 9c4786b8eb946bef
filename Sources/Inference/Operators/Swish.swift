import Foundation

/// y = x · σ(alpha · x), which PyTorch calls SiLU.
struct Swish: ElementMap {
  private let alpha: Float

  init(_ node: NodeReader) throws(OperatorError) { alpha = try node.float("alpha", default: 1) }

  func value(_ x: Float) -> Float { x / (1 + exp(-alpha * x)) }

  func derivative(_ x: Float, _ y: Float) -> Float {
    let gate = 1 / (1 + exp(-alpha * x))
    return gate + alpha * y * (1 - gate)
  }
}
