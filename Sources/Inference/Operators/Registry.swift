/// What a row says about an input of its operator.
enum InputKind: Sendable {
  case float
  case integer
  case bool
  case any

  func accepts(_ type: ElementType) -> Bool {
    switch self {
    case .float: type.representation == .float
    case .integer: type.representation == .integer
    case .bool: type.representation == .bool
    case .any: true
    }
  }
}

/// One operator that the engine knows.
struct OperatorRow: Sendable {
  let name: String
  /// The opsets whose meaning of the operator the engine has.
  let opsets: ClosedRange<Int>
  let type: any Operator.Type
  /// Kinds of the required inputs, then of the optional ones.
  let required: [InputKind]
  let optional: [InputKind]
  /// Whether the last kind may be repeated.
  let isVariadic: Bool
  let outputs: ClosedRange<Int>
  /// What `docs/operators.md` says the forward and backward pass are compared with.
  let testedAgainst: String
  /// Whether the output shares the memory of the first input.
  let isView: Bool

  /// The newest opset of the ONNX standard that the rows were read against.
  static let newestOpset = 28
  static let oldestOpset = 7

  init(
    _ name: String, _ type: any Operator.Type, takes required: [InputKind],
    optional: [InputKind] = [], variadic: Bool = false, gives outputs: ClosedRange<Int> = 1...1,
    since: Int = oldestOpset, until: Int = newestOpset,
    isView: Bool = false, testedAgainst: String = "ONNX Runtime"
  ) {
    self.name = name
    self.type = type
    self.required = required
    self.optional = optional
    self.isVariadic = variadic
    self.outputs = outputs
    self.opsets = max(since, Self.oldestOpset)...until
    self.testedAgainst = testedAgainst
    self.isView = isView
  }

  var isDifferentiable: Bool { type is any DifferentiableOperator.Type }

  func kind(ofInput index: Int) -> InputKind? {
    let kinds = required + optional
    if index < kinds.count { return kinds[index] }
    return isVariadic ? kinds.last : nil
  }

  /// Checks what a node passes against this row.
  func check(_ node: NodeReader) throws(OperatorError) {
    for index in required.indices where index >= node.hasInput.count || !node.hasInput[index] {
      throw .invalid("input \(index) is missing")
    }
    for (index, present) in node.hasInput.enumerated()
    where present && kind(ofInput: index) == nil {
      throw .invalid("it has \(node.hasInput.count) inputs")
    }
    guard node.hasOutput.count <= outputs.upperBound, node.hasOutput.first == true else {
      throw .invalid("it has \(node.hasOutput.count) outputs")
    }
  }

  func check(_ inputs: Inputs<Fact>) throws(OperatorError) {
    for (index, input) in inputs.elements.enumerated() {
      guard let input, let kind = kind(ofInput: index) else { continue }
      guard kind.accepts(input.type) else {
        throw .invalid("input \(index) is \(input.type), where \(kind) is needed")
      }
    }
  }
}

/// Every operator of the engine, one row each.
enum Registry {
  static let rows: [OperatorRow] = [
    OperatorRow("Relu", Relu.self, takes: [.float])
  ]

  static let byName: [String: OperatorRow] = Dictionary(
    uniqueKeysWithValues: rows.map { ($0.name, $0) })
}
