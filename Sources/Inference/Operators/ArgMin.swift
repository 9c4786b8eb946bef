/// The place of the smallest element along an axis; the first one of equals, unless the last is asked for.
struct ArgMin: ArgumentOperator {
  let attributes: ArgumentAttributes

  init(_ node: NodeReader) throws(OperatorError) { attributes = try ArgumentAttributes(node) }

  static func isBetter<T: Comparable>(_ a: T, _ b: T) -> Bool { a < b }
}
