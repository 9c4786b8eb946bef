import CInferenceKernels

/// y = a / b; whole numbers towards zero.
struct Div: ArithmeticOperator {
  static let kernel = CINFERENCE_DIV
  var activation = Activation.identity

  init(_ node: NodeReader) {}

  static func combine(_ a: Int64, _ b: Int64) -> Int64 {
    a.dividedReportingOverflow(by: b).partialValue
  }

  /// ∂L/∂a = ∂L/∂y / b, ∂L/∂b = −∂L/∂y · a / b²
  func slopes(
    _ g: Value, _ a: Value, _ b: Value, _ wants: [Bool], _ run: RunContext
  ) throws(OperatorError) -> [Value?] {
    var slopes: [Value?] = [nil, nil]
    let byA = try run.combined(CINFERENCE_DIV, g, b)
    if wants[0] { slopes[0] = byA }
    if wants[1] {
      let ratio = try run.combined(CINFERENCE_DIV, a, b)
      slopes[1] = run.scaled(try run.combined(CINFERENCE_MUL, byA, ratio), by: -1)
    }
    return slopes
  }
}
