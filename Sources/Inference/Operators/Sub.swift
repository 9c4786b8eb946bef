import CInferenceKernels

/// y = a − b.
struct Sub: ArithmeticOperator {
  static let kernel = CINFERENCE_SUB
  var activation = Activation.identity

  init(_ node: NodeReader) {}

  static func combine(_ a: Int64, _ b: Int64) -> Int64 { a &- b }

  /// ∂L/∂a = ∂L/∂y, ∂L/∂b = −∂L/∂y
  func slopes(
    _ g: Value, _ a: Value, _ b: Value, _ wants: [Bool], _ run: RunContext
  ) throws(OperatorError) -> [Value?] {
    [wants[0] ? g : nil, wants[1] ? run.scaled(g, by: -1) : nil]
  }
}
