/// A tensor of any element type inside the engine, C order. Copies share the storage.
struct Value: Sendable {
  let type: ElementType
  let shape: [Int]
  let storage: Storage

  var count: Int { shape.reduce(1, *) }
  var rank: Int { shape.count }
  var byteCount: Int { count * type.representation.stride }

  /// An uninitialised value. The caller fills it before anybody else sees it.
  init(_ type: ElementType, _ shape: [Int], in pool: BufferPool) {
    self.type = type
    self.shape = shape
    self.storage = Storage(
      byteCount: shape.reduce(1, *) * type.representation.stride, pool: pool)
  }

  /// An uninitialised value whose memory lives at least as long as the step that asked for it.
  init(_ type: ElementType, _ shape: [Int], in memory: StepMemory) {
    self.init(type, shape, in: memory.pool)
    memory.keep(storage)
  }

  /// `storage` seen as `shape`.
  init(_ type: ElementType, _ shape: [Int], _ storage: Storage) {
    precondition(shape.reduce(1, *) * type.representation.stride <= storage.byteCount)
    self.type = type
    self.shape = shape
    self.storage = storage
  }

  init(floats: [Float], _ shape: [Int], in pool: StepMemory) {
    self.init(.float32, shape, in: pool)
    precondition(floats.count == count)
    _ = self.floats.update(fromContentsOf: floats)
  }

  init(integers: [Int], in pool: StepMemory) {
    self.init(.int64, [integers.count], in: pool)
    for (n, integer) in integers.enumerated() { self.integers[n] = Int64(integer) }
  }

  /// The same values under another shape of equal size.
  func reshaped(_ shape: [Int]) -> Value { Value(type, shape, storage) }

  /// The elements of a floating type. Written only by the maker of the value.
  var floats: UnsafeMutableBufferPointer<Float> {
    precondition(type.representation == .float)
    return .init(start: storage.pointer.assumingMemoryBound(to: Float.self), count: count)
  }

  /// The elements of an integer type. Written only by the maker of the value.
  var integers: UnsafeMutableBufferPointer<Int64> {
    precondition(type.representation == .integer)
    return .init(start: storage.pointer.assumingMemoryBound(to: Int64.self), count: count)
  }

  /// The elements of a boolean value, 0 or 1. Written only by the maker of the value.
  var bools: UnsafeMutableBufferPointer<UInt8> {
    precondition(type.representation == .bool)
    return .init(start: storage.pointer.assumingMemoryBound(to: UInt8.self), count: count)
  }

  /// The elements of an integer value as `Int`s, for shapes, axes and sizes.
  var indices: [Int] { integers.map { Int($0) } }

  /// A copy as a public tensor: integers and booleans become floats.
  var tensor: Tensor {
    switch type.representation {
    case .float: Tensor(shape: shape, values: Array(floats))
    case .integer: Tensor(shape: shape, values: integers.map { Float($0) })
    case .bool: Tensor(shape: shape, values: bools.map { Float($0) })
    }
  }
}

/// What is known of a tensor before a run: its type, its shape, and its value where that follows
/// from shapes and constants alone.
struct Fact: Sendable {
  let type: ElementType
  let shape: [Int]
  var value: Value?

  init(_ type: ElementType, _ shape: [Int], value: Value? = nil) {
    self.type = type
    self.shape = shape
    self.value = value
  }

  init(_ value: Value) { self.init(value.type, value.shape, value: value) }

  var rank: Int { shape.count }
  var count: Int { shape.reduce(1, *) }
}
