import Synchronization

/// Carries a task's cancellation to threads that are not the task's.
public final class CancellationFlag: Sendable {
  private let cancelled = Atomic<Bool>(false)

  public init() {}

  public var isSet: Bool { cancelled.load(ordering: .relaxed) }
  public func set() { cancelled.store(true, ordering: .relaxed) }
}
