/// Whether x is infinite, of the signs that the node asks for.
struct IsInf: Operator {
  private let negative, positive: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    negative = try node.bool("detect_negative", default: true)
    positive = try node.bool("detect_positive", default: true)
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(.bool, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    for (n, x) in inputs[0].floats.enumerated() {
      y.bools[n] = x.isInfinite && (x < 0 ? negative : positive) ? 1 : 0
    }
    return [y]
  }
}
