import Foundation
import Synchronization

/// The bytes of one or more values: filled by the operator that makes them, read-only from then on.
///
/// Unchecked because the compiler cannot see that rule: an operator writes to a storage only before
/// it returns it, and the worker pool orders those writes before any later read.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  let byteCount: Int
  private let owner: Owner

  private enum Owner {
    case pool(BufferPool)
    case data(NSData)
  }

  /// Uninitialised bytes from the pool, aligned to 64.
  init(byteCount: Int, pool: BufferPool) {
    self.byteCount = byteCount
    self.pointer = pool.take(byteCount)
    self.owner = .pool(pool)
  }

  /// `byteCount` bytes of `data` from `offset`, in place. They must not be written.
  init(_ data: NSData, offset: Int, byteCount: Int) {
    precondition(offset >= 0 && byteCount >= 0 && offset + byteCount <= data.length)
    self.byteCount = byteCount
    self.pointer = UnsafeMutableRawPointer(mutating: data.bytes + offset)
    self.owner = .data(data)
  }

  /// Whether the bytes are the pool's, and not a file's or the parser's.
  var isPooled: Bool {
    if case .pool = owner { true } else { false }
  }

  deinit {
    if case .pool(let pool) = owner { pool.give(back: pointer, byteCount) }
  }
}

/// Memory that storages come from and return to, so that a run reuses its buffers, and a count of
/// how much is in use.
final class BufferPool: Sendable {
  private struct State {
    var free: [Int: [UInt]] = [:]
    var freeBytes = 0
    var usedBytes = 0
    var peakBytes = 0
  }
  private let state = Mutex(State())

  /// Buffers of this size and more are laid on huge pages: touching them first costs far less.
  private static let hugePage = 2 << 20

  deinit { trim(to: 0) }

  /// The most bytes that were in use at one time since the last `resetPeak`.
  var peakBytes: Int { state.withLock { $0.peakBytes } }
  func resetPeak() { state.withLock { $0.peakBytes = $0.usedBytes } }

  func take(_ byteCount: Int) -> UnsafeMutableRawPointer {
    let size = Self.sizeClass(byteCount)
    let reused: UInt? = state.withLock { state in
      state.usedBytes += size
      state.peakBytes = max(state.peakBytes, state.usedBytes)
      guard let address = state.free[size]?.popLast() else { return nil }
      state.freeBytes -= size
      return address
    }
    if let reused, let pointer = UnsafeMutableRawPointer(bitPattern: reused) { return pointer }
    var pointer: UnsafeMutableRawPointer?
    let alignment = size >= Self.hugePage ? Self.hugePage : 64
    guard posix_memalign(&pointer, alignment, size) == 0, let pointer else {
      fatalError("out of memory: \(size) bytes for a tensor")
    }
    if size >= Self.hugePage { madvise(pointer, size, MADV_HUGEPAGE) }
    return pointer
  }

  func give(back pointer: UnsafeMutableRawPointer, _ byteCount: Int) {
    let size = Self.sizeClass(byteCount)
    state.withLock { state in
      state.usedBytes -= size
      state.freeBytes += size
      state.free[size, default: []].append(UInt(bitPattern: pointer))
    }
  }

  /// Returns free buffers to the system, the largest first, until at most `limit` bytes stay.
  func trim(to limit: Int) {
    let released: [UInt] = state.withLock { state in
      var released: [UInt] = []
      for size in state.free.keys.sorted(by: >) {
        while state.freeBytes > limit, let address = state.free[size]?.popLast() {
          released.append(address)
          state.freeBytes -= size
        }
      }
      return released
    }
    for address in released { free(UnsafeMutableRawPointer(bitPattern: address)) }
  }

  /// `byteCount` rounded up to an eighth of its power of two, so that like sizes share buffers.
  static func sizeClass(_ byteCount: Int) -> Int {
    let count = max(byteCount, 64)
    let step = max(64, 1 << max(0, Int.bitWidth - 1 - count.leadingZeroBitCount - 3))
    return (count + step - 1) / step * step
  }
}

/// Holds every storage that one step of a run takes until the step is over.
///
/// Operators work on pointers. The compiler may free a value after its last mention, which can come
/// before the last use of a pointer into it; what is held here cannot be freed.
final class StepMemory: Sendable {
  let pool: BufferPool
  private let kept = Mutex<[Storage]>([])

  init(_ pool: BufferPool = BufferPool()) { self.pool = pool }

  func keep(_ storage: Storage) { kept.withLock { $0.append(storage) } }
}
