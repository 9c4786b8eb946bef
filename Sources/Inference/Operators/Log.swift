import Foundation

/// y = ln x.
struct Log: ElementMap {
  init(_ node: NodeReader) {}

  func value(_ x: Float) -> Float { log(x) }
  func derivative(_ x: Float, _ y: Float) -> Float { 1 / x }
}
