import CInferenceKernels

/// y = a · b.
struct Mul: ArithmeticOperator {
  static let kernel = CINFERENCE_MUL
  var activation = Activation.identity

  init(_ node: NodeReader) {}

  static func combine(_ a: Int64, _ b: Int64) -> Int64 { a &* b }

  /// ∂L/∂a = ∂L/∂y · b, ∂L/∂b = ∂L/∂y · a
  func slopes(
    _ g: Value, _ a: Value, _ b: Value, _ wants: [Bool], _ run: RunContext
  ) throws(OperatorError) -> [Value?] {
    [
      wants[0] ? try run.combined(CINFERENCE_MUL, g, b) : nil,
      wants[1] ? try run.combined(CINFERENCE_MUL, g, a) : nil,
    ]
  }
}
