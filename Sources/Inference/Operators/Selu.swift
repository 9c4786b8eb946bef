import Foundation

/// y = gamma · x where x > 0, else gamma · alpha · (eˣ − 1).
struct Selu: ElementMap {
  private let alpha, gamma: Float

  init(_ node: NodeReader) throws(OperatorError) {
    alpha = try node.float("alpha", default: 1.67326319217681884765625)
    gamma = try node.float("gamma", default: 1.05070102214813232421875)
  }

  func value(_ x: Float) -> Float { gamma * (x > 0 ? x : alpha * (exp(x) - 1)) }
  func derivative(_ x: Float, _ y: Float) -> Float { x > 0 ? gamma : gamma * alpha * exp(x) }
}
