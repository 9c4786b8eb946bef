import Foundation
import Synchronization

/// A neural network from an ONNX file, ready to run on this machine's processor.
///
/// Safe to use from any task; a run blocks its caller until it is done. The arithmetic is float32
/// and does not depend on the number of threads.
public final class Network: Sendable {
  /// Where the model was read from; empty for one in memory.
  public let path: String
  /// Inputs that a run needs: those to which the file gives no value.
  public let inputs: [ValueInfo]
  public let outputs: [ValueInfo]
  /// The version of the ONNX operator set that the model imports.
  public let opset: Int

  /// The model as the file has it, constants computed.
  let faithful: Graph
  /// What runs: batch normalisation and activations are part of the nodes before them.
  let fused: Graph
  /// What is recorded: like `fused`, as far as a gradient can pass it.
  let recordable: Graph
  let pool: BufferPool
  let workers: WorkerPool
  let memoryLimit: Int
  private let plans = Mutex<[PlanKey: Plan]>([:])

  /// Reads and checks a model.
  ///
  /// - Parameters:
  ///   - path: an `.onnx` file, opset 6 to 28.
  ///   - threads: how many threads a run uses, the caller's included.
  ///   - memoryLimit: bytes that the tensors of a run may take; three quarters of the machine's
  ///     memory when nil.
  /// - Throws: `ModelError`, among it every operator that the engine does not have.
  public convenience init(
    contentsOf path: String, threads: Int, memoryLimit: Int? = nil
  ) throws(ModelError) {
    let pool = BufferPool()
    try self.init(
      ModelReader.graph(contentsOf: path, pool: pool), path: path, threads: threads,
      memoryLimit: memoryLimit, pool: pool)
  }

  /// A model in memory. It may have no external data.
  public convenience init(
    _ data: Data, threads: Int, memoryLimit: Int? = nil
  ) throws(ModelError) {
    let pool = BufferPool()
    try self.init(
      ModelReader.graph(ModelReader.decoded(data), folder: nil, pool: pool), path: "",
      threads: threads,
      memoryLimit: memoryLimit, pool: pool)
  }

  private init(
    _ graph: Graph, path: String, threads: Int, memoryLimit: Int?, pool: BufferPool
  ) throws(ModelError) {
    BLAS.prepare()
    self.path = path
    self.pool = pool
    workers = WorkerPool(threads: threads)
    self.memoryLimit =
      memoryLimit ?? Int(clamping: ProcessInfo.processInfo.physicalMemory / 4 * 3)
    faithful = try graph.foldingConstants(pool: pool).droppingUnusedConstants()
    fused = faithful.fused(differentiable: false)
    recordable = faithful.fused(differentiable: true)
    inputs = graph.inputs
    opset = graph.opset
    // With every extent known the whole model is checked now; else when the first input shows them.
    let facts = graph.inputs.compactMap { info -> Fact? in
      let extents = info.shape.compactMap { $0 }
      return extents.count == info.shape.count ? Fact(info.type, extents) : nil
    }
    if facts.count == graph.inputs.count, facts.allSatisfy({ $0.type.isFloat }),
      let plan = try Plan.atLoad(
        fused, inputs: facts, pool: pool, workers: workers, memoryLimit: self.memoryLimit)
    {
      outputs = zip(graph.outputs, graph.outputIDs).map { info, id in
        guard let fact = plan.facts[id] else { return info }
        return ValueInfo(name: info.name, type: fact.type, shape: fact.shape)
      }
    } else {
      outputs = graph.outputs
    }
  }

  /// Runs the network.
  ///
  /// - Parameters:
  ///   - inputs: a tensor for each of `inputs`. Integer and boolean inputs take whole numbers.
  ///   - progress: called with the share of the arithmetic done, 0…1, on the caller's thread.
  ///   - isCancelled: asked between pieces of work, on several threads; true ends the run.
  /// - Returns: a tensor for each of `outputs`.
  /// - Throws: `ModelError`; `cancelled` when `isCancelled` answered true.
  public func run(
    _ inputs: [String: Tensor], progress: (@Sendable (Double) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(ModelError) -> [String: Tensor] {
    let values = try self.values(of: inputs)
    let execution = Execution(
      graph: fused, plan: try plan(for: fused, .fused, values), pool: pool, workers: workers,
      progress: progress, isCancelled: isCancelled)
    defer { pool.trim(to: Self.idleBytes) }
    let results = try execution.run(values)
    return tensors(of: fused, in: results)
  }

  /// Runs the network and keeps what a gradient needs.
  ///
  /// - Parameter towards: tensors whose gradients will be asked for; activations that these do not
  ///   need are dropped on the way. Nil keeps everything.
  public func record(
    _ inputs: [String: Tensor], towards: [String]? = nil,
    progress: (@Sendable (Double) -> Void)? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(ModelError) -> Recording {
    try Recording(
      self, values(of: inputs), towards: towards, progress: progress, isCancelled: isCancelled)
  }

  /// The arithmetic and memory of a run on these inputs, without running it.
  public func cost(of inputs: [String: Tensor]) throws(ModelError) -> RunCost {
    let plan = try plan(for: fused, .fused, values(of: inputs))
    return RunCost(flops: plan.flops, peakBytes: plan.peakBytes)
  }

  /// Bytes of the weights, and the most bytes that tensors and working memory took at one time
  /// since `resetPeakBytes`.
  public var peakBytes: Int {
    let mapped = faithful.constants.values.reduce(0) {
      $0 + ($1.storage.isPooled ? 0 : $1.byteCount)
    }
    return mapped + pool.peakBytes
  }

  public func resetPeakBytes() { pool.resetPeak() }

  /// How many weights the model has.
  public var parameterCount: Int { faithful.parameterCount }

  /// Bytes of freed buffers that are kept for the next run.
  static let idleBytes = 64 << 20

  enum Variant: Hashable, Sendable { case faithful, fused, recordable }

  private struct PlanKey: Hashable {
    let variant: Variant
    let shapes: [[Int]]
    let integers: [[Int64]]
  }

  /// The plan for inputs of these shapes, made once. Integer inputs are part of it: shapes may
  /// follow from them.
  func plan(for graph: Graph, _ variant: Variant, _ inputs: [Value]) throws(ModelError) -> Plan {
    let key = PlanKey(
      variant: variant, shapes: inputs.map(\.shape),
      integers: inputs.map { $0.type.representation == .integer ? Array($0.integers) : [] })
    if let known = plans.withLock({ $0[key] }) { return known }
    let facts = inputs.map { value in
      Fact(
        value.type, value.shape, value: value.type.representation == .integer ? value : nil)
    }
    let plan: Plan
    do throws(ModelError) {
      plan = try Plan(
        graph, inputs: facts, pool: pool, workers: workers, memoryLimit: memoryLimit)
    } catch {
      guard variant == .fused, Plan.mayKnow(facts), case .unsupportedFeature = error else {
        throw error
      }
      // Not kept: it holds for these values alone.
      return try Plan(
        graph, inputs: inputs.map { Fact($0) }, pool: pool, workers: workers,
        memoryLimit: memoryLimit)
    }
    plans.withLock { plans in
      // A few shapes alternate in practice; a stream of new ones must not fill the memory.
      if plans.count >= 16 { plans.removeAll() }
      plans[key] = plan
    }
    return plan
  }

  func tensors(of graph: Graph, in values: [Value?]) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (info, id) in zip(graph.outputs, graph.outputIDs) {
      tensors[info.name] = values[id]?.tensor
    }
    return tensors
  }

  /// The caller's tensors as values of the declared types, checked against the declared shapes.
  func values(of tensors: [String: Tensor]) throws(ModelError) -> [Value] {
    for name in tensors.keys where !inputs.contains(where: { $0.name == name }) {
      throw .unknownTensor(name: name, candidates: inputs.map(\.name))
    }
    var values: [Value] = []
    for info in inputs {
      guard let tensor = tensors[info.name] else {
        throw .invalidInput(name: info.name, reason: "it is missing")
      }
      let fits =
        tensor.shape.count == info.shape.count
        && zip(tensor.shape, info.shape).allSatisfy { $1 == nil || $0 == $1 }
      guard fits else {
        let expected = info.shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", ")
        throw .invalidInput(
          name: info.name, reason: "its shape is \(tensor.shape), the model takes [\(expected)]")
      }
      values.append(try value(of: tensor, info))
    }
    return values
  }

  private func value(of tensor: Tensor, _ info: ValueInfo) throws(ModelError) -> Value {
    let value = Value(info.type, tensor.shape, in: pool)
    switch info.type.representation {
    case .float: _ = value.floats.update(fromContentsOf: tensor.values)
    case .integer:
      for (n, number) in tensor.values.enumerated() {
        guard let integer = Int64(exactly: number), info.type.wrapped(integer) == integer else {
          throw .invalidInput(name: info.name, reason: "\(number) is no \(info.type)")
        }
        value.integers[n] = integer
      }
    case .bool:
      for (n, number) in tensor.values.enumerated() { value.bools[n] = number == 0 ? 0 : 1 }
    }
    return value
  }
}

/// What one run costs.
public struct RunCost: Sendable, Equatable {
  /// Floating-point operations: two for a multiplication with an addition.
  public let flops: Int
  /// The most bytes of intermediate tensors alive at one time, weights not counted.
  public let peakBytes: Int
}
