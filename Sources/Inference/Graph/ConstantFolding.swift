extension Graph {
  /// The graph with every node computed that depends on constants alone.
  ///
  /// A result is kept only up to `limit` bytes, so that a small file cannot fill the memory: beyond
  /// it the node stays and is computed when it is needed.
  func foldingConstants(pool: BufferPool, limit: Int = 64 << 20) throws(ModelError) -> Graph {
    var folded = self
    folded.nodes.removeAll(keepingCapacity: true)
    let workers = WorkerPool(threads: 1)
    var bytes = 0
    for node in nodes {
      guard node.inputs.allSatisfy({ $0.map { folded.constants[$0] != nil } ?? true }) else {
        folded.nodes.append(node)
        continue
      }
      let inputs = Inputs(node.inputs.map { $0.flatMap { folded.constants[$0] } })
      do throws(OperatorError) {
        let facts = Inputs(inputs.elements.map { $0.map { Fact($0) } })
        let outputs = try node.infer(facts)
        for output in outputs {
          bytes += output.count * output.type.representation.stride
        }
        guard bytes <= limit else {
          folded.nodes.append(node)
          continue
        }
        let values = try RunContext.step(pool: pool, workers: workers, outputs: outputs) {
          run throws(OperatorError) in try node.op.forward(inputs, run)
        }
        for (id, value) in zip(node.outputs, values) {
          if let id { folded.constants[id] = value }
        }
      } catch {
        throw node.error(error)
      }
    }
    return folded
  }

  /// The graph without constants that no node reads.
  func droppingUnusedConstants() -> Graph {
    var lean = self
    var used = Set(outputIDs)
    for node in nodes { used.formUnion(node.inputs.compactMap { $0 }) }
    lean.constants = constants.filter { used.contains($0.key) }
    return lean
  }
}
