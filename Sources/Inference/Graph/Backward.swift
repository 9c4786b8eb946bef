/// Reverse-mode differentiation over recorded steps.
struct Backward {
  let graph: Graph
  let plan: Plan
  let values: [Value?]
  let pool: BufferPool
  let workers: WorkerPool
  let isCancelled: (@Sendable () -> Bool)?

  /// The gradient of one element of `target` by each tensor in `sources`.
  ///
  /// Only nodes on a path from a source to the target are walked. A source that the target does not
  /// depend on has a gradient of zeros.
  /// - Parameter element: the element of `target`, counted in C order.
  func gradients(of target: Int, element: Int, by sources: [Int]) throws(ModelError) -> [Int: Value]
  {
    let onPath = Self.tensorsDependingOn(sources, graph, plan)
    var gradients: [Int: Value] = [:]
    if onPath.contains(target), let value = values[target] {
      let seed = zeros(value.shape)
      seed.floats[element] = 1
      gradients[target] = seed
    }
    let wanted = Set(sources)
    for step in plan.steps.reversed() {
      let node = graph.nodes[step.node]
      let outputs = node.outputs.map { $0.flatMap { gradients[$0] } }
      guard outputs.contains(where: { $0 != nil }) else { continue }
      // What flows into this node's outputs is complete: keep it only when somebody asked for it.
      for case let output? in node.outputs where !wanted.contains(output) {
        gradients[output] = nil
      }
      let wants = node.inputs.map { $0.map(onPath.contains) ?? false }
      guard wants.contains(true) else { continue }
      guard let op = node.op as? any DifferentiableOperator else {
        throw .invalidRequest(
          "No gradient passes operator \(node.row.name) (node \(node.name)); "
            + "ask for a tensor behind it")
      }
      do throws(OperatorError) {
        let step = BackwardStep(
          inputs: Inputs(node.inputs.map { $0.flatMap { values[$0] } }),
          outputs: node.outputs.compactMap { $0.flatMap { values[$0] } }, gradients: outputs,
          wants: wants)
        let results = try RunContext.step(
          pool: pool, workers: workers, outputs: [], isCancelled: isCancelled, isPrecise: true
        ) { run throws(OperatorError) in try op.backward(step, run) }
        for (index, id) in node.inputs.enumerated() where wants[index] {
          guard let id, index < results.count, let result = results[index] else { continue }
          gradients[id] = gradients[id].map { sum($0, result) } ?? result
        }
      } catch {
        throw node.error(error)
      }
    }
    for source in sources where gradients[source] == nil {
      guard let value = values[source] else { continue }
      gradients[source] = zeros(value.shape)
    }
    return gradients.filter { wanted.contains($0.key) }
  }

  private func zeros(_ shape: [Int]) -> Value {
    let value = Value(.float32, shape, in: pool)
    value.floats.update(repeating: 0)
    return value
  }

  /// The sum of two gradients of one tensor, in memory of its own: either may be shared.
  private func sum(_ a: Value, _ b: Value) -> Value {
    let sum = Value(.float32, a.shape, in: pool)
    let (x, y, z) = (a.floats, b.floats, sum.floats)
    for n in z.indices { z[n] = x[n] + y[n] }
    return sum
  }

  /// The tensors of floating type that change when one of `sources` does, sources included.
  static func tensorsDependingOn(_ sources: [Int], _ graph: Graph, _ plan: Plan) -> Set<Int> {
    var dependent = Set(sources)
    for step in plan.steps {
      let node = graph.nodes[step.node]
      guard node.inputs.contains(where: { $0.map(dependent.contains) ?? false }) else { continue }
      for (id, fact) in zip(node.outputs, step.outputs) where fact.type.isFloat {
        if let id { dependent.insert(id) }
      }
    }
    return dependent
  }

  /// The tensors that `backward` of some step reads on the way to `sources`.
  static func tensorsNeeded(towards sources: [Int], _ graph: Graph, _ plan: Plan) -> Set<Int> {
    let dependent = tensorsDependingOn(sources, graph, plan)
    var needed = dependent
    for step in plan.steps {
      let node = graph.nodes[step.node]
      guard node.inputs.contains(where: { $0.map(dependent.contains) ?? false }) else { continue }
      needed.formUnion(node.inputs.compactMap { $0 })
      needed.formUnion(node.outputs.compactMap { $0 })
    }
    return needed
  }
}
