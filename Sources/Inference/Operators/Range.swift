import Foundation

/// start, start + delta, … before limit. ONNX's operator Range.
struct RangeOperator: Operator {
  init(_ node: NodeReader) {}

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    guard let start = inputs[0].value, let limit = inputs[1].value, let delta = inputs[2].value
    else { throw .unsupported("bounds that depend on data") }
    guard
      [start, limit, delta].allSatisfy({
        $0.count == 1 && $0.type.representation == start.type.representation
      }),
      start.type != .bool
    else { throw .invalid("its bounds are no single numbers") }
    let count: Double
    if start.type.isFloat {
      count = ((Double(limit.floats[0]) - Double(start.floats[0])) / Double(delta.floats[0]))
        .rounded(.up)
    } else {
      count = ((Double(limit.integers[0]) - Double(start.integers[0])) / Double(delta.integers[0]))
        .rounded(.up)
    }
    guard count.isFinite, count < 0x1p40 else { throw .invalid("it never ends") }
    return [Fact(start.type, [Int(max(0, count))])]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let y = run.output()
    let (start, delta) = (inputs[0], inputs[2])
    if y.type.isFloat {
      for n in y.floats.indices { y.floats[n] = start.floats[0] + Float(n) * delta.floats[0] }
    } else {
      for n in y.integers.indices {
        y.integers[n] = y.type.wrapped(start.integers[0] &+ Int64(n) &* delta.integers[0])
      }
    }
    return [y]
  }
}
