import Foundation

/// ln Σ x over some axes.
struct ReduceLogSum: MappedReduceOperator {
  static let reduction = Reduction.sum
  let attributes: ReduceAttributes

  init(_ node: NodeReader) throws(OperatorError) { attributes = try ReduceAttributes(node) }

  static func prepare(_ x: Float) -> Float { x }
  static func finish(_ y: Float) -> Float { log(y) }

  /// dx = dy / Σ x
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { exp(-y) }
}
