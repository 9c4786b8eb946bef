import Foundation

/// What a model file asks for, supported or not.
public struct ModelSummary: Sendable {
  public struct Use: Sendable, Equatable {
    public let name: String
    public let count: Int
    public let isSupported: Bool
    public let isDifferentiable: Bool
  }

  public let opset: Int
  public let producer: String
  /// Operators by name.
  public let operators: [Use]
  public var unsupported: [String] { operators.filter { !$0.isSupported }.map(\.name) }

  public init(contentsOf path: String) throws(ModelError) {
    let model = try ModelReader.decoded(contentsOf: path)
    opset = try ModelReader.opset(of: model)
    producer = printable(model.producerName)
    var counts: [String: Int] = [:]
    for node in model.graph.node { counts[ModelReader.operatorName(node), default: 0] += 1 }
    let opset = opset
    operators = counts.sorted { $0.key < $1.key }.map { name, count in
      let row = Registry.byName[name]
      return Use(
        name: printable(name), count: count, isSupported: row?.opsets.contains(opset) ?? false,
        isDifferentiable: row?.isDifferentiable ?? false)
    }
  }
}
