import CPlatform
import Foundation

/// The memory of a volume that is being read: its slices are written one by one, each by one writer, and
/// handed out as `VoxelBuffer`s once they are finished. The buffers keep it alive.
///
/// Aligned to 2 MB with huge pages asked for: a 157 MB volume otherwise costs 40,000 page faults.
// @unchecked Sendable because what has been handed out is never written again: the caller's promise.
final class VoxelStorage<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  let count: Int
  fileprivate let base: UnsafeMutablePointer<Element>

  /// Zeroed memory for `count` elements.
  ///
  /// - Throws: `VolumeError.tooLarge` before anything is allocated, `outOfMemory`.
  init(count: Int) throws(VolumeError) {
    let (bytes, overflows) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard !overflows else { throw .outOfMemory(bytes: .max) }
    try MemoryBudget.check(bytes)
    guard let memory = cplatform_map_huge(bytes) else { throw .outOfMemory(bytes: bytes) }
    self.count = count
    base = memory.bindMemory(to: Element.self, capacity: count)
  }

  deinit { cplatform_unmap(base, count * MemoryLayout<Element>.stride) }

  /// Elements for their one writer.
  func writable(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) voxels")
    return UnsafeMutableBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  /// All elements, for readers who know which of them are finished.
  var buffer: VoxelBuffer<Element> { VoxelBuffer(self, 0..<count) }
}

/// Voxels of one volume, or some of them: a fixed block of memory shared by reference, read-only.
// @unchecked Sendable because the memory is not written after it has been handed out.
public final class VoxelBuffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  public let count: Int
  private let base: UnsafePointer<Element>
  private let storage: VoxelStorage<Element>
  private let start: Int

  fileprivate init(_ storage: VoxelStorage<Element>, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= storage.count, "\(range)")
    self.storage = storage
    start = range.lowerBound
    count = range.count
    base = UnsafePointer(storage.base + range.lowerBound)
  }

  /// Allocates `count` zeroed elements and lets `fill` write them, before anyone else can see them.
  ///
  /// - Throws: `VolumeError`, or what `fill` throws.
  public convenience init(
    count: Int, fill: (UnsafeMutableBufferPointer<Element>) throws -> Void
  ) throws {
    let storage = try VoxelStorage<Element>(count: count)
    try fill(storage.writable(0..<count))
    self.init(storage, 0..<count)
  }

  /// Some of the elements; no copy.
  func part(_ range: Range<Int>) -> VoxelBuffer {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) voxels")
    return VoxelBuffer(storage, start + range.lowerBound..<start + range.upperBound)
  }

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
