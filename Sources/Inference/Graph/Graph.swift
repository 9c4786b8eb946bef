/// A named input or output of a model.
public struct ValueInfo: Sendable, Equatable {
  public let name: String
  public let type: ElementType
  /// Extents; nil where the model leaves one open (a dynamic batch). Empty for a scalar, and for an
  /// output of which the file does not say it.
  public let shape: [Int?]
}

/// One operation of a graph. Tensors are numbers; `Graph.names` has their names.
struct Node: Sendable {
  let name: String
  let row: OperatorRow
  var op: any Operator
  var inputs: [Int?]
  var outputs: [Int?]

  func error(_ error: OperatorError) -> ModelError {
    switch error {
    case .invalid(let reason): .invalidNode(operator: row.name, node: name, reason: reason)
    case .unsupported(let what):
      .unsupportedFeature("\(what) in node \(name) (\(row.name))")
    case .tooLarge(let bytes, let limit): .tooLarge(bytes: bytes, limit: limit)
    case .cancelled: .cancelled
    }
  }
}

/// A checked model: nodes in an order in which they can run.
struct Graph: Sendable {
  var names: [String]
  /// Initializers, and results that depend on nothing else, by tensor.
  var constants: [Int: Value]
  var nodes: [Node]
  let inputs: [ValueInfo]
  let inputIDs: [Int]
  var outputs: [ValueInfo]
  let outputIDs: [Int]
  let opset: Int

  /// How many nodes read each tensor; being an output of the graph counts as one more.
  func useCounts() -> [Int] {
    var counts = [Int](repeating: 0, count: names.count)
    for node in nodes {
      for case let input? in node.inputs { counts[input] += 1 }
    }
    for output in outputIDs { counts[output] += 1 }
    return counts
  }

  /// Bytes of the weights, and how many there are.
  var parameterCount: Int {
    constants.values.reduce(0) { $0 + ($1.type.isFloat ? $1.count : 0) }
  }
}
