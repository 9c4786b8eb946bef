import Foundation

/// y = −x.
struct Neg: WholeElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { -x }
  func value(_ x: Int64) -> Int64 { 0 &- x }
  func derivative(_ x: Float, _ y: Float) -> Float { -1 }
}
