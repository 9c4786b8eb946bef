import Foundation

/// y = x · Φ(x), Φ the normal distribution, or its approximation by tanh.
struct Gelu: ElementMap {
  private let isApproximate: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    let name = try node.string("approximate", default: "none")
    guard ["none", "tanh"].contains(name) else { throw .invalid("approximate is \(name)") }
    isApproximate = name == "tanh"
  }

  /// √(2/π), and the cubic term's factor of the approximation.
  private static let (root, cubic): (Float, Float) = (0.7978845608, 0.044715)

  private func share(_ x: Float) -> Float {
    isApproximate
      ? 0.5 * (1 + tanh(Self.root * (x + Self.cubic * x * x * x)))
      : 0.5 * erfc(-x / Float(2).squareRoot())
  }

  func value(_ x: Float) -> Float { x * share(x) }

  func derivative(_ x: Float, _ y: Float) -> Float {
    let p = share(x)
    guard isApproximate else { return p + x * exp(-x * x / 2) * Self.root / 2 }
    return p + x * 2 * p * (1 - p) * Self.root * (1 + 3 * Self.cubic * x * x)
  }
}
