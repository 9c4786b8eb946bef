/// A graph made ready for inputs of known shapes: what each node will give, when each tensor is last
/// needed, and how much memory and arithmetic a run takes.
struct Plan: Sendable {
  struct Step: Sendable {
    let node: Int
    let outputs: [Fact]
    /// Tensors that no later step reads.
    let releases: [Int]
    let flops: Int
  }

  let steps: [Step]
  /// What is known of each tensor of the graph; nil where no step makes it.
  let facts: [Fact?]
  /// Floating-point operations of a run.
  let flops: Int
  /// The most bytes of intermediate tensors that are alive at one time.
  let peakBytes: Int

  /// Results that follow from the shapes alone are computed while planning, up to this many elements.
  private static let largestKnownResult = 1 << 16

  /// - Parameter inputs: facts about the graph's inputs, in their order, with values for those that
  ///   shapes may depend on.
  init(
    _ graph: Graph, inputs: [Fact], pool: BufferPool, workers: WorkerPool, memoryLimit: Int
  ) throws(ModelError) {
    var facts = [Fact?](repeating: nil, count: graph.names.count)
    for (id, value) in graph.constants { facts[id] = Fact(value) }
    for (index, (id, fact)) in zip(graph.inputIDs, inputs).enumerated() {
      do { try checkedCount(fact.shape) } catch {
        throw .invalidInput(name: graph.inputs[index].name, reason: "its shape is \(fact.shape)")
      }
      facts[id] = fact
    }
    var drafts: [(node: Int, outputs: [Fact], flops: Int)] = []
    for (index, node) in graph.nodes.enumerated() {
      do throws(OperatorError) {
        let known = Inputs(node.inputs.map { $0.flatMap { facts[$0] } })
        var outputs = try node.infer(known)
        let count = outputs.reduce(0) { $0 + $1.count }
        if known.elements.allSatisfy({ $0 == nil || $0?.value != nil }),
          count <= Self.largestKnownResult,
          outputs.contains(where: { $0.value == nil })
        {
          let values = Inputs(known.elements.map { $0?.value })
          outputs = try RunContext.step(pool: pool, workers: workers, outputs: outputs) {
            run throws(OperatorError) in try node.op.forward(values, run).map { Fact($0) }
          }
        }
        for (id, output) in zip(node.outputs, outputs) { if let id { facts[id] = output } }
        if outputs.allSatisfy({ $0.value != nil }) { continue }
        drafts.append((index, outputs, node.op.flops(known, outputs)))
      } catch {
        throw node.error(error)
      }
    }
    let releases = Self.releases(graph, drafts.map(\.node))
    steps = zip(drafts, releases).map {
      Step(node: $0.node, outputs: $0.outputs, releases: $1, flops: $0.flops)
    }
    self.facts = facts
    flops = drafts.reduce(0) { $0 &+ $1.flops }
    peakBytes = Self.peak(graph, steps)
    guard peakBytes <= memoryLimit else {
      throw .tooLarge(bytes: peakBytes, limit: memoryLimit)
    }
  }

  /// For each step the tensors that it is the last to touch, outputs of the graph excepted.
  private static func releases(_ graph: Graph, _ nodes: [Int]) -> [[Int]] {
    var releases = [[Int]](repeating: [], count: nodes.count)
    var seen = Set(graph.outputIDs).union(graph.constants.keys)
    for (step, index) in nodes.enumerated().reversed() {
      let node = graph.nodes[index]
      for case let id? in node.outputs + node.inputs where seen.insert(id).inserted {
        releases[step].append(id)
      }
    }
    return releases
  }

  /// The most bytes alive at one time when every release is taken.
  private static func peak(_ graph: Graph, _ steps: [Step]) -> Int {
    var alive = 0
    var peak = 0
    var bytes: [Int: Int] = [:]
    for step in steps {
      let node = graph.nodes[step.node]
      if !node.row.isView {
        for (id, fact) in zip(node.outputs, step.outputs) {
          let size = BufferPool.sizeClass(fact.count * fact.type.representation.stride)
          alive += size
          if let id { bytes[id] = size } else { alive -= size }
        }
      } else if let input = node.inputs.first ?? nil, let output = node.outputs.first ?? nil {
        // The view keeps its source's memory alive in its place.
        bytes[output] = bytes[input]
        bytes[input] = 0
      }
      peak = max(peak, alive)
      for id in step.releases { alive -= bytes.removeValue(forKey: id) ?? 0 }
    }
    return peak
  }
}
