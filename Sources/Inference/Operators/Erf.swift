import Foundation

/// y = erf x = 2/√π ∫₀ˣ e^(−t²) dt.
struct Erf: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { erf(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { 1.128_379_2 * exp(-x * x) }
}
