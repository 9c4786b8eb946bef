/// A comparison of two tensors that broadcast: booleans, without a gradient.
protocol ComparisonOperator: Operator {
  static func compare(_ a: Float, _ b: Float) -> Bool
  static func compare(_ a: Int64, _ b: Int64) -> Bool
}

extension ComparisonOperator {
  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (a, b) = (inputs[0], inputs[1])
    guard a.type.representation == b.type.representation else {
      throw .invalid("its inputs are \(a.type) and \(b.type)")
    }
    return [Fact(.bool, try broadcast(a.shape, b.shape))]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (a, b, y) = (inputs[0], inputs[1], run.output())
    let steps = [broadcastStrides(a.shape, to: y.shape), broadcastStrides(b.shape, to: y.shape)]
    let result = y.bools
    var n = 0
    func each(_ compare: (Int, Int) -> Bool) {
      forEachRow(y.shape, steps) { offsets, length, step in
        for k in 0..<length {
          result[n] = compare(offsets[0] + k * step[0], offsets[1] + k * step[1]) ? 1 : 0
          n += 1
        }
      }
    }
    switch a.type.representation {
    case .float: each { Self.compare(a.floats[$0], b.floats[$1]) }
    case .integer: each { Self.compare(a.integers[$0], b.integers[$1]) }
    case .bool: each { Self.compare(Int64(a.bools[$0]), Int64(b.bools[$1])) }
    }
    return [y]
  }
}
