import Synchronization

/// Carries a task's cancellation to threads that are not the task's.
final class CancellationFlag: Sendable {
  private let cancelled = Atomic<Bool>(false)

  var isSet: Bool { cancelled.load(ordering: .relaxed) }
  func set() { cancelled.store(true, ordering: .relaxed) }
}
