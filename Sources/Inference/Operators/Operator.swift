/// One ONNX operator with the attributes of one node.
///
/// A conforming type is one file: attributes, `infer`, `forward`, and `backward` below it. The
/// registry checks the number and kinds of a node's inputs, so `inputs[n]` may be used for every
/// input that the row requires.
protocol Operator: Sendable {
  /// Reads and checks the attributes.
  init(_ node: NodeReader) throws(OperatorError)

  /// Types and shapes of the outputs, before any arithmetic. Every rule about shapes is checked here,
  /// so that `forward` cannot meet a shape that it was not written for.
  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact]

  /// Computes the outputs, of the shapes that `infer` answered for the same inputs.
  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value]

  /// Floating-point operations of one `forward`: weighs the progress and the benchmark.
  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int
}

extension Operator {
  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int {
    outputs.reduce(0) { $0 + $1.count }
  }
}

/// An operator that a gradient can pass.
protocol DifferentiableOperator: Operator {
  /// The gradient of the loss by each input, from its gradient by the outputs.
  ///
  /// - Returns: one entry an input, of the input's shape; nil where `step.wants` is false or where
  ///   the input has no influence.
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?]
}

/// The inputs of a node, where trailing and optional ones may be absent.
struct Inputs<Element> {
  let elements: [Element?]

  init(_ elements: [Element?]) { self.elements = elements }

  var count: Int { elements.count }

  /// An input that the registry's row requires.
  subscript(index: Int) -> Element {
    guard let element = optional(index) else {
      preconditionFailure("required input \(index) is absent")
    }
    return element
  }

  func optional(_ index: Int) -> Element? { index < elements.count ? elements[index] : nil }

  /// All present inputs, for operators of any number of them.
  var present: [Element] { elements.compactMap { $0 } }
}

/// Everything a backward step may look at.
struct BackwardStep {
  let inputs: Inputs<Value>
  let outputs: [Value]
  /// The gradient by each output; nil for outputs that the target does not depend on.
  let gradients: [Value?]
  /// The inputs whose gradient is asked for.
  let wants: [Bool]

  /// The gradient by the only output. The walk calls `backward` only when there is one.
  var gradient: Value {
    guard let gradient = gradients.first ?? nil else {
      preconditionFailure("backward without a gradient")
    }
    return gradient
  }
}

/// What an operator finds wrong; the graph adds the node's name.
enum OperatorError: Error, Equatable {
  case invalid(String)
  case unsupported(String)
  case tooLarge(bytes: Int, limit: Int)
  case cancelled
}

/// What a run gives to its operators: memory, threads, the planned outputs, and the question whether
/// to go on.
struct RunContext {
  /// A memory of its own for each step.
  let pool: StepMemory
  let workers: WorkerPool
  /// The outputs as planned by `infer`.
  var outputs: [Fact] = []
  var isCancelled: (@Sendable () -> Bool)?
  /// Whether a gradient will be taken: rounding that turns a ReLU changes it by more than itself.
  var isPrecise = false

  /// Calls `body` with a context for one step, and keeps the step's memory until it returns.
  static func step<Result>(
    pool: BufferPool, workers: WorkerPool, outputs: [Fact],
    isCancelled: (@Sendable () -> Bool)? = nil, isPrecise: Bool = false,
    _ body: (RunContext) throws(OperatorError) -> Result
  ) throws(OperatorError) -> Result {
    let memory = StepMemory(pool)
    defer { withExtendedLifetime(memory) {} }
    return try body(
      RunContext(
        pool: memory, workers: workers, outputs: outputs, isCancelled: isCancelled,
        isPrecise: isPrecise))
  }

  /// A fresh buffer for output `index`.
  func output(_ index: Int = 0) -> Value {
    Value(outputs[index].type, outputs[index].shape, in: pool)
  }

  /// Uninitialised working memory of `count` floats.
  func scratch(_ count: Int) -> Value { Value(.float32, [count], in: pool) }

  func zeros(_ shape: [Int]) -> Value {
    let value = Value(.float32, shape, in: pool)
    value.floats.update(repeating: 0)
    return value
  }

  func uninitialized(_ shape: [Int]) -> Value { Value(.float32, shape, in: pool) }

  /// Calls `body(task, worker)` for `count` tasks on the workers and waits for all of them.
  ///
  /// Tasks must not share what they write. `worker` is below `workers.count` and no two tasks with
  /// the same worker run at the same time.
  /// - Throws: `cancelled`, between tasks.
  func parallel(_ count: Int, _ body: (_ task: Int, _ worker: Int) -> Void) throws(OperatorError) {
    guard workers.run(count, unless: isCancelled, body) else { throw .cancelled }
  }

  /// `parallel` over `0..<count` in runs of about `grain` elements.
  func parallelRanges(
    _ count: Int, grain: Int, _ body: (Range<Int>) -> Void
  ) throws(OperatorError) {
    guard count > grain else {
      if count > 0 { body(0..<count) }
      return
    }
    try parallel((count + grain - 1) / grain) { task, _ in
      body(task * grain..<min(count, (task + 1) * grain))
    }
  }
}
