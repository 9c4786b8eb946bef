import Synchronization

/// What a read tells while it runs, and where it looks for what is wanted first.
public struct LoadWatch: Sendable {
  public var progress: ProgressHandler?
  /// Gets the volume so far, with `Volume.arrived` set, whenever there is more of it to show.
  public var arrived: (@Sendable (Volume) -> Void)?
  public var focus: LoadFocus

  public init(
    progress: ProgressHandler? = nil, arrived: (@Sendable (Volume) -> Void)? = nil,
    focus: LoadFocus = LoadFocus()
  ) {
    self.progress = progress
    self.arrived = arrived
    self.focus = focus
  }
}

/// Where the user is in a volume that is being read: the nearest slices come first.
public final class LoadFocus: Sendable {
  private let place = Atomic<Int>(-1)

  public init() {}

  /// The stored slice on screen; nil before the user has moved: the middle one is then meant.
  public var slice: Int? {
    let slice = place.load(ordering: .relaxed)
    return slice < 0 ? nil : slice
  }

  public func move(to slice: Int) { place.store(max(0, slice), ordering: .relaxed) }
}
