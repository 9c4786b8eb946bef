import Synchronization

/// The weights of one node as its kernels want them: made when first asked for, then kept.
///
/// Copies of a node, in the graphs that run and that are recorded, share them.
final class PreparedWeights: Sendable {
  enum Form: Hashable, Sendable {
    case packed
    /// Of the convolution that gives the gradient by the input.
    case mirrored
    /// Transformed for `Winograd`, tiles of so many output places an axis.
    case winograd([Int])
    /// The same for the gradient by the input.
    case mirroredWinograd([Int])
  }

  private struct State {
    /// What `made` was made of. Held, so that no other weights can have its address.
    var source: Storage?
    var made: [Form: Value] = [:]
  }
  private let state = Mutex(State())

  /// The `form` of `weights`; `make` is called when it is not at hand. Weights that a node computes
  /// are others in each run: those before are forgotten.
  func form(
    _ form: Form, of weights: Value, _ run: RunContext,
    _ make: () throws(OperatorError) -> Value
  ) throws(OperatorError) -> Value {
    let known = state.withLock { $0.source === weights.storage ? $0.made[form] : nil }
    if let known {
      // Another run may forget it while this one works with a pointer into it.
      run.pool.keep(known.storage)
      return known
    }
    let made = try make()
    run.pool.keep(made.storage)
    state.withLock { state in
      if state.source !== weights.storage { state = State(source: weights.storage) }
      state.made[form] = made
    }
    return made
  }
}
