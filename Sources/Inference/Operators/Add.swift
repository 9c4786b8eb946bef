import CInferenceKernels

/// y = a + b.
struct Add: ArithmeticOperator {
  static let kernel = CINFERENCE_ADD
  var activation = Activation.identity

  init(_ node: NodeReader) {}

  static func combine(_ a: Int64, _ b: Int64) -> Int64 { a &+ b }

  /// ∂L/∂a = ∂L/∂b = ∂L/∂y
  func slopes(
    _ g: Value, _ a: Value, _ b: Value, _ wants: [Bool], _ run: RunContext
  ) throws(OperatorError) -> [Value?] {
    [wants[0] ? g : nil, wants[1] ? g : nil]
  }
}
