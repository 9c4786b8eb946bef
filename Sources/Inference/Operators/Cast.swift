/// Elements as another type. Floats lose their fraction towards zero and stay in the type's range.
struct Cast: DifferentiableOperator {
  private let type: ElementType

  init(_ node: NodeReader) throws(OperatorError) {
    let code = try node.int("to", default: 0)
    guard let type = ElementType(rawValue: Int32(truncatingIfNeeded: code)), code < 100 else {
      throw .unsupported("element type \(code)")
    }
    self.type = type
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    [Fact(type, inputs[0].shape)]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [Self.converted(inputs[0], to: type, run)]
  }

  static func converted(_ x: Value, to type: ElementType, _ run: RunContext) -> Value {
    if x.type.representation == type.representation, type.representation != .integer {
      return Value(type, x.shape, x.storage)
    }
    let y = Value(type, x.shape, in: run.pool)
    for n in 0..<y.count {
      switch (x.type.representation, type.representation) {
      case (.float, .integer): y.integers[n] = whole(x.floats[n], type)
      case (.float, .bool): y.bools[n] = x.floats[n] == 0 ? 0 : 1
      case (.integer, .float): y.floats[n] = Float(x.integers[n])
      case (.integer, .integer): y.integers[n] = type.wrapped(x.integers[n])
      case (.integer, .bool): y.bools[n] = x.integers[n] == 0 ? 0 : 1
      case (.bool, .float): y.floats[n] = Float(x.bools[n])
      case (.bool, .integer): y.integers[n] = Int64(x.bools[n])
      case (.float, .float), (.bool, .bool): break
      }
    }
    return y
  }

  private static func whole(_ x: Float, _ type: ElementType) -> Int64 {
    if x.isNaN { return 0 }
    let limit: Float = 0x1p63
    let integer = x >= limit ? Int64.max : x <= -limit ? Int64.min : Int64(x)
    return type.wrapped(integer)
  }

  /// dx = dy between floating types
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    [step.inputs[0].type.isFloat ? step.gradient : nil]
  }
}
