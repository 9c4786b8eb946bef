/// A tensor that stands in the node itself.
struct Constant: Operator {
  private let value: Value

  init(_ node: NodeReader) throws(OperatorError) {
    let pool = StepMemory()
    if let tensor = try node.tensor("value") {
      value = tensor
    } else if node.has("value_float") {
      value = Value(floats: [try node.float("value_float", default: 0)], [], in: pool)
    } else if let floats = try node.floats("value_floats") {
      value = Value(floats: floats, [floats.count], in: pool)
    } else if node.has("value_int") {
      value = Value(integers: [try node.int("value_int", default: 0)], in: pool).reshaped([])
    } else if let integers = try node.ints("value_ints") {
      value = Value(integers: integers, in: pool)
    } else {
      throw .unsupported("a constant of \(node.attributes.keys.sorted().joined(separator: ", "))")
    }
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] { [Fact(value)] }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [value]
  }
}
