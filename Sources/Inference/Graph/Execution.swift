/// Runs the steps of a plan in their order.
struct Execution {
  let graph: Graph
  let plan: Plan
  let pool: BufferPool
  let workers: WorkerPool
  var progress: (@Sendable (Double) -> Void)?
  var isCancelled: (@Sendable () -> Bool)?
  /// Whether gradients will be taken of what is computed.
  var isRecorded = false

  /// - Parameters:
  ///   - inputs: values of the graph's inputs, in their order.
  ///   - keeps: whether a tensor is kept after its last use; outputs of the graph always are.
  /// - Returns: a value for each tensor that was kept.
  func run(_ inputs: [Value], keeping keeps: (Int) -> Bool = { _ in false }) throws(ModelError)
    -> [Value?]
  {
    var values = [Value?](repeating: nil, count: graph.names.count)
    for (id, value) in graph.constants { values[id] = value }
    for (id, fact) in plan.facts.enumerated() {
      if values[id] == nil, let value = fact?.value { values[id] = value }
    }
    for (id, value) in zip(graph.inputIDs, inputs) { values[id] = value }
    var done = 0
    let total = Double(max(plan.flops, 1))
    for step in plan.steps {
      if isCancelled?() == true { throw .cancelled }
      let node = graph.nodes[step.node]
      do throws(OperatorError) {
        let inputs = Inputs(node.inputs.map { $0.flatMap { values[$0] } })
        let results = try RunContext.step(
          pool: pool, workers: workers, outputs: step.outputs, isCancelled: isCancelled,
          isPrecise: isRecorded
        ) { run throws(OperatorError) in try node.op.forward(inputs, run) }
        for (index, id) in node.outputs.enumerated() {
          guard let id else { continue }
          guard index < results.count, results[index].shape == step.outputs[index].shape else {
            throw OperatorError.invalid(
              "it gave \(results.map(\.shape)) where \(step.outputs.map(\.shape)) was planned")
          }
          values[id] = results[index]
        }
      } catch {
        throw node.error(error)
      }
      for id in step.releases where !keeps(id) { values[id] = nil }
      done += step.flops
      progress?(Double(done) / total)
    }
    return values
  }
}
