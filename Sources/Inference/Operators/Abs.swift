import Foundation

/// y = |x|.
struct Abs: WholeElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { abs(x) }
  func value(_ x: Int64) -> Int64 { x < 0 ? 0 &- x : x }
  func derivative(_ x: Float, _ y: Float) -> Float { x > 0 ? 1 : x < 0 ? -1 : 0 }
}
