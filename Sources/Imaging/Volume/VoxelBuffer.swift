import CPlatform

/// Voxels of one volume: a fixed block of memory shared by reference.
///
/// Written once, inside `init(count:fill:)`, before anyone else can see it; read-only ever after.
/// Aligned to 2 MB with huge pages asked for: a 157 MB volume otherwise costs 40,000 page faults.
// @unchecked Sendable because the memory is never written after init returns.
public final class VoxelBuffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  public let count: Int
  private let base: UnsafeMutablePointer<Element>

  /// Allocates `count` zeroed elements and lets `fill` write them.
  ///
  /// - Throws: `VolumeError.outOfMemory`, or what `fill` throws.
  public init(
    count: Int, fill: (UnsafeMutableBufferPointer<Element>) throws -> Void
  ) throws {
    let bytes = count * MemoryLayout<Element>.stride
    guard let memory = cplatform_map_huge(bytes) else {
      throw VolumeError.outOfMemory(bytes: bytes)
    }
    self.count = count
    base = memory.bindMemory(to: Element.self, capacity: count)
    try fill(UnsafeMutableBufferPointer(start: base, count: count))
  }

  deinit { cplatform_unmap(base, count * MemoryLayout<Element>.stride) }

  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count, "voxel \(index) of \(count)")
    return base[index]
  }

  /// Calls `body` with all elements; the pointer must not escape.
  public func withUnsafeBuffer<R, E: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(E) -> R
  ) throws(E) -> R {
    try body(UnsafeBufferPointer(start: base, count: count))
  }
}

/// What goes wrong while a volume is made.
public enum VolumeError: Error, Sendable, Equatable, CustomStringConvertible {
  case outOfMemory(bytes: Int)

  public var description: String {
    switch self {
    case .outOfMemory(let bytes): "no memory for a volume of \(bytes / 1_048_576) MB"
    }
  }
}
