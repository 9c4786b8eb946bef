/// Puts a graph together from what a file lists, and checks that it is one: every name made once,
/// nothing read that nobody makes, no cycles.
struct GraphBuilder {
  /// A node whose tensors still have names.
  struct Draft {
    let row: OperatorRow
    let reader: NodeReader
    let inputs: [String?]
    let outputs: [String?]
  }

  private let opset: Int
  private let pool: BufferPool
  private var names: [String] = []
  private var ids: [String: Int] = [:]
  private var constants: [Int: Value] = [:]
  private var inputs: [ValueInfo] = []
  private var inputIDs: [Int] = []
  private var drafts: [Draft] = []

  init(opset: Int, pool: BufferPool) {
    self.opset = opset
    self.pool = pool
  }

  private mutating func id(_ name: String) -> Int {
    if let known = ids[name] { return known }
    names.append(name)
    ids[name] = names.count - 1
    return names.count - 1
  }

  mutating func add(constant value: Value, named name: String) throws(ModelError) {
    guard !name.isEmpty else { throw .malformed("an initializer has no name") }
    guard constants.updateValue(value, forKey: id(name)) == nil else {
      throw .malformed("initializer \(name) is there twice")
    }
  }

  /// Adds an input, unless an initializer of the name gives it its value.
  mutating func add(input info: ValueInfo) throws(ModelError) {
    guard !info.name.isEmpty else { throw .malformed("an input has no name") }
    let id = id(info.name)
    guard constants[id] == nil else { return }
    guard !inputIDs.contains(id) else { throw .malformed("input \(info.name) is there twice") }
    inputs.append(info)
    inputIDs.append(id)
  }

  mutating func add(_ draft: Draft) throws(ModelError) { drafts.append(draft) }

  mutating func finished(outputs: [ValueInfo]) throws(ModelError) -> Graph {
    var nodes: [Node] = []
    nodes.reserveCapacity(drafts.count)
    for draft in drafts { nodes.append(try node(draft)) }
    guard !outputs.isEmpty else { throw .malformed("it has no outputs") }
    let outputIDs = outputs.map { id($0.name) }
    let sorted = try sorted(nodes)
    let made = Set(sorted.flatMap { $0.outputs.compactMap { $0 } }).union(inputIDs)
      .union(constants.keys)
    for output in outputs where !made.contains(id(output.name)) {
      throw .malformed("nothing makes the output \(output.name)")
    }
    guard Set(outputIDs).count == outputIDs.count else {
      throw .malformed("an output is named twice")
    }
    return Graph(
      names: names, constants: constants, nodes: sorted, inputs: inputs, inputIDs: inputIDs,
      outputs: outputs, outputIDs: outputIDs, opset: opset)
  }

  private mutating func node(_ draft: Draft) throws(ModelError) -> Node {
    let inputs = draft.inputs.map { name -> Int? in name.map { id($0) } }
    let outputs = draft.outputs.map { name -> Int? in name.map { id($0) } }
    do throws(OperatorError) {
      try draft.row.check(draft.reader)
      let op = try draft.row.type.init(draft.reader)
      return Node(
        name: draft.reader.name, row: draft.row, op: op, inputs: inputs, outputs: outputs)
    } catch {
      switch error {
      case .unsupported(let what):
        throw .unsupportedFeature("\(what) in node \(draft.reader.name) (\(draft.row.name))")
      case .invalid(let reason):
        throw .invalidNode(operator: draft.row.name, node: draft.reader.name, reason: reason)
      case .tooLarge(let bytes, let limit): throw .tooLarge(bytes: bytes, limit: limit)
      case .cancelled: throw .cancelled
      }
    }
  }

  /// The nodes in an order in which every tensor is made before it is read; the file's own order
  /// where that already holds.
  private func sorted(_ nodes: [Node]) throws(ModelError) -> [Node] {
    var isReady = [Bool](repeating: false, count: names.count)
    for input in inputIDs { isReady[input] = true }
    for constant in constants.keys { isReady[constant] = true }
    var maker: [Int: Int] = [:]
    for (index, node) in nodes.enumerated() {
      for case let output? in node.outputs {
        guard !isReady[output], maker.updateValue(index, forKey: output) == nil else {
          throw .malformed("tensor \(names[output]) is made twice")
        }
      }
    }
    // Kahn's algorithm, with the nodes that wait for each tensor.
    var missing = [Int](repeating: 0, count: nodes.count)
    var readers: [Int: [Int]] = [:]
    for (index, node) in nodes.enumerated() {
      for input in Set(node.inputs.compactMap { $0 }) where !isReady[input] {
        guard maker[input] != nil else {
          throw .malformed("nothing makes tensor \(names[input]), which node \(node.name) reads")
        }
        missing[index] += 1
        readers[input, default: []].append(index)
      }
    }
    var queue = nodes.indices.filter { missing[$0] == 0 }
    var order: [Int] = []
    while order.count < queue.count {
      let index = queue[order.count]
      order.append(index)
      for case let output? in nodes[index].outputs {
        for reader in readers[output] ?? [] {
          missing[reader] -= 1
          if missing[reader] == 0 { queue.append(reader) }
        }
      }
    }
    guard order.count == nodes.count else {
      let stuck = nodes.indices.first { missing[$0] > 0 } ?? 0
      throw .malformed("node \(nodes[stuck].name) is part of a cycle")
    }
    return isInOrder(nodes, isReady) ? nodes : order.map { nodes[$0] }
  }

  private func isInOrder(_ nodes: [Node], _ ready: [Bool]) -> Bool {
    var ready = ready
    for node in nodes {
      for case let input? in node.inputs where !ready[input] { return false }
      for case let output? in node.outputs { ready[output] = true }
    }
    return true
  }
}
