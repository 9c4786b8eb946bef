/// Feeds actions to `reduce`, starts the effects it asks for, and reports each new state.
@MainActor
final class Store {
  private(set) var state: State
  private let perform:
    @MainActor (Effect, State, @escaping @Sendable (Action) -> Void) -> Task<Void, Never>?
  private var running: [Effect.ID: (task: Task<Void, Never>, number: Int)] = [:]
  private var started = 0
  var onChange: (State) -> Void = { _ in }

  /// - Parameter perform: begins an effect and returns its task, nil when it is done at once.
  init(
    state: State,
    perform:
      @escaping @MainActor (Effect, State, @escaping @Sendable (Action) -> Void) -> Task<
        Void, Never
      >?
  ) {
    self.state = state
    self.perform = perform
  }

  func send(_ action: Action) { send([action]) }

  /// Takes all that was waiting, then reports once.
  func send(_ actions: [Action]) {
    for action in actions {
      for effect in reduce(&state, action) { start(effect) }
    }
    onChange(state)
  }

  func start(_ effect: Effect) {
    // A newer effect of the same kind cancels the one in flight.
    running[effect.id]?.task.cancel()
    running[effect.id] = nil
    started += 1
    let number = started
    let id = effect.id
    let task = perform(effect, state) { action in
      Task { @MainActor [weak self] in self?.send(action) }
    }
    guard let task else { return }
    running[id] = (task, number)
    Task { [weak self] in
      await task.value
      if self?.running[id]?.number == number { self?.running[id] = nil }
    }
  }

  /// Returns once no effect is running, so that a test can press keys, settle, then look.
  func settle() async {
    while let entry = running.values.first {
      await entry.task.value
      await Task.yield()
    }
    // Actions sent by the last effect are tasks behind it.
    for _ in 0..<5 { await Task.yield() }
    if !running.isEmpty { await settle() }
  }
}
