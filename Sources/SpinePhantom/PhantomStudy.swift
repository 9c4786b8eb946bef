import Imaging

/// One synthetic neck: everything about it follows from its seed.
public struct PhantomStudy: Sendable {
  public let seed: UInt64

  public init(seed: UInt64) { self.seed = seed }
}
