import Synchronization

/// A run whose intermediate tensors were kept, so that gradients can be taken.
public final class Recording: Sendable {
  /// What `Network.run` would have returned.
  public let outputs: [String: Tensor]

  let network: Network
  private let inputs: [Value]
  private let towards: [String]?
  private let isCancelled: (@Sendable () -> Bool)?
  private let recorded: Pass
  /// The same run on the graph as the file has it: made when a tensor is asked for that the fused
  /// graph does not make.
  private let faithful = Mutex<Pass?>(nil)

  /// One run of one variant of the graph.
  struct Pass: Sendable {
    let graph: Graph
    let plan: Plan
    let values: [Value?]

    func id(_ name: String) -> Int? {
      graph.names.firstIndex(of: name).flatMap { values[$0] == nil ? nil : $0 }
    }
  }

  init(
    _ network: Network, _ inputs: [Value], towards: [String]?,
    progress: (@Sendable (Double) -> Void)?, isCancelled: (@Sendable () -> Bool)?
  ) throws(ModelError) {
    self.network = network
    self.inputs = inputs
    self.towards = towards
    self.isCancelled = isCancelled
    let plan = try network.plan(for: network.recordable, .recordable, inputs)
    recorded = try Self.pass(
      network, network.recordable, plan, inputs, towards, progress, isCancelled)
    outputs = network.tensors(of: network.recordable, in: recorded.values)
  }

  private static func pass(
    _ network: Network, _ graph: Graph, _ plan: Plan, _ inputs: [Value], _ towards: [String]?,
    _ progress: (@Sendable (Double) -> Void)?, _ isCancelled: (@Sendable () -> Bool)?
  ) throws(ModelError) -> Pass {
    var kept: Set<Int>?
    if let towards {
      let sources = towards.compactMap { graph.names.firstIndex(of: $0) }
      kept = Backward.tensorsNeeded(towards: sources, graph, plan)
    }
    let execution = Execution(
      graph: graph, plan: plan, pool: network.pool, workers: network.workers, progress: progress,
      isCancelled: isCancelled, isRecorded: true)
    let values = try execution.run(inputs) { kept?.contains($0) ?? true }
    return Pass(graph: graph, plan: plan, values: values)
  }

  /// The gradient of one output element by inputs or intermediate tensors.
  ///
  /// - Parameters:
  ///   - output: a name in `outputs`.
  ///   - index: one number an axis of the output.
  ///   - names: float inputs of the network, or tensors that nodes make.
  /// - Returns: ∂output[index]/∂tensor for each name, of the tensor's shape.
  /// - Throws: `unknownTensor`; `invalidRequest` when the index is outside the output or no gradient
  ///   passes an operator on the way.
  public func gradient(
    of output: String, at index: [Int], withRespectTo names: [String]
  ) throws(ModelError) -> [String: Tensor] {
    let pass = try pass(with: names + [output])
    guard let target = pass.id(output), let value = pass.values[target],
      pass.graph.outputIDs.contains(target)
    else {
      throw .unknownTensor(name: output, candidates: network.outputs.map(\.name))
    }
    guard value.type.isFloat else {
      throw .invalidRequest("Output \(output) is \(value.type): it has no gradient")
    }
    guard index.count == value.rank, zip(index, value.shape).allSatisfy({ (0..<$1).contains($0) })
    else {
      throw .invalidRequest("Index \(index) is outside output \(output) of shape \(value.shape)")
    }
    let element = zip(index, value.shape).reduce(0) { $0 * $1.1 + $1.0 }
    var sources: [Int] = []
    for name in names {
      guard let id = pass.id(name) else {
        throw .unknownTensor(name: name, candidates: network.inputs.map(\.name))
      }
      guard pass.values[id]?.type.isFloat == true else {
        throw .invalidRequest("Tensor \(name) holds whole numbers: it has no gradient")
      }
      sources.append(id)
    }
    let walk = Backward(
      graph: pass.graph, plan: pass.plan, values: pass.values, pool: network.pool,
      workers: network.workers, isCancelled: isCancelled)
    let gradients = try walk.gradients(of: target, element: element, by: sources)
    var tensors: [String: Tensor] = [:]
    for (name, id) in zip(names, sources) { tensors[name] = gradients[id]?.tensor }
    return tensors
  }

  /// An intermediate tensor of the run.
  public func activation(named name: String) throws(ModelError) -> Tensor {
    let pass = try pass(with: [name])
    guard let id = pass.id(name), let value = pass.values[id] else {
      throw .unknownTensor(name: name, candidates: [])
    }
    return value.tensor
  }

  /// The recorded run when it has all of `names`, else a run of the unfused graph.
  private func pass(with names: [String]) throws(ModelError) -> Pass {
    if names.allSatisfy({ recorded.id($0) != nil }) { return recorded }
    for name in names where !network.faithful.names.contains(name) {
      throw .unknownTensor(name: name, candidates: network.outputs.map(\.name))
    }
    if let known = faithful.withLock({ $0 }), names.allSatisfy({ known.id($0) != nil }) {
      return known
    }
    let plan = try network.plan(for: network.faithful, .faithful, inputs)
    let needed = towards.map { Array(Set($0 + names)) }
    let made = try Self.pass(network, network.faithful, plan, inputs, needed, nil, isCancelled)
    faithful.withLock { $0 = made }
    return made
  }
}
