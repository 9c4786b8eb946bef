import Foundation

/// Turns the tensors of a model file into values.
///
/// float32 data stays where the parser or the memory map put it; other types are converted once.
struct TensorReader {
  let pool: BufferPool
  let external: ExternalData

  func value(_ proto: OnnxSubset_TensorProto) throws(ModelError) -> Value {
    let name = proto.name.isEmpty ? "(unnamed)" : proto.name
    guard let type = ElementType(rawValue: proto.dataType) else {
      throw .unsupportedFeature("element type \(proto.dataType) (tensor \(name))")
    }
    guard proto.segment.isEmpty else {
      throw .unsupportedFeature("a tensor in segments (\(name))")
    }
    guard proto.dims.count <= 32 else {
      throw .malformed("tensor \(name) has \(proto.dims.count) axes")
    }
    let shape = proto.dims.map { Int($0) }
    let count: Int
    do { count = try checkedCount(shape) } catch {
      throw .malformed("tensor \(name) has the shape \(shape)")
    }
    if proto.dataLocation == 1 {
      let region = try external.region(of: proto, byteCount: count * type.fileStride)
      return raw(type, shape, count, region.data, offset: region.offset)
    }
    guard proto.dataLocation == 0 else {
      throw .malformed("tensor \(name) has the data location \(proto.dataLocation)")
    }
    if !proto.rawData.isEmpty {
      guard proto.rawData.count == count * type.fileStride else {
        throw .malformed(
          "tensor \(name) of shape \(shape) and type \(type) has \(proto.rawData.count) bytes")
      }
      return raw(type, shape, count, proto.rawData as NSData, offset: 0)
    }
    return try typed(type, shape, count, proto, name)
  }

  /// Little-endian elements as they lie in a file.
  private func raw(_ type: ElementType, _ shape: [Int], _ count: Int, _ data: NSData, offset: Int)
    -> Value
  {
    let bytes = data.bytes + offset
    if type == .float32, count >= 64, UInt(bitPattern: bytes) % 4 == 0 {
      return Value(type, shape, Storage(data, offset: offset, byteCount: count * 4))
    }
    let value = Value(type, shape, in: pool)
    func load<T>(_: T.Type, at index: Int) -> T {
      bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.size, as: T.self)
    }
    for n in 0..<count {
      switch type {
      case .float32: value.floats[n] = load(Float.self, at: n)
      case .float64: value.floats[n] = Float(load(Double.self, at: n))
      case .float16: value.floats[n] = Self.float(half: load(UInt16.self, at: n))
      case .bfloat16: value.floats[n] = Self.float(bfloat: load(UInt16.self, at: n))
      case .int64: value.integers[n] = load(Int64.self, at: n)
      case .int32: value.integers[n] = Int64(load(Int32.self, at: n))
      case .int16: value.integers[n] = Int64(load(Int16.self, at: n))
      case .int8: value.integers[n] = Int64(load(Int8.self, at: n))
      case .uint64: value.integers[n] = Int64(bitPattern: load(UInt64.self, at: n))
      case .uint32: value.integers[n] = Int64(load(UInt32.self, at: n))
      case .uint16: value.integers[n] = Int64(load(UInt16.self, at: n))
      case .uint8: value.integers[n] = Int64(load(UInt8.self, at: n))
      case .bool: value.bools[n] = load(UInt8.self, at: n) == 0 ? 0 : 1
      }
    }
    return value
  }

  /// The typed fields of `TensorProto`, which small tensors use.
  private func typed(
    _ type: ElementType, _ shape: [Int], _ count: Int, _ proto: OnnxSubset_TensorProto,
    _ name: String
  ) throws(ModelError) -> Value {
    let present: Int
    switch type {
    case .float32: present = proto.floatData.count
    case .float64: present = proto.doubleData.count
    case .int64: present = proto.int64Data.count
    case .uint32, .uint64: present = proto.uint64Data.count
    default: present = proto.int32Data.count
    }
    guard present == count else {
      throw .malformed("tensor \(name) of shape \(shape) has \(present) values")
    }
    let value = Value(type, shape, in: pool)
    for n in 0..<count {
      switch type {
      case .float32: value.floats[n] = proto.floatData[n]
      case .float64: value.floats[n] = Float(proto.doubleData[n])
      case .float16:
        value.floats[n] = Self.float(half: UInt16(truncatingIfNeeded: proto.int32Data[n]))
      case .bfloat16:
        value.floats[n] = Self.float(bfloat: UInt16(truncatingIfNeeded: proto.int32Data[n]))
      case .int64: value.integers[n] = proto.int64Data[n]
      case .uint32, .uint64: value.integers[n] = Int64(bitPattern: proto.uint64Data[n])
      case .bool: value.bools[n] = proto.int32Data[n] == 0 ? 0 : 1
      default: value.integers[n] = type.wrapped(Int64(proto.int32Data[n]))
      }
    }
    return value
  }

  /// IEEE 754 binary16 to binary32, exact.
  static func float(half bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10) & 0x1F
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      let scale = Float(sign: .plus, exponent: exponent - 15, significand: 1)
      return sign * (1 + fraction * 0x1p-10) * scale
    }
  }

  /// bfloat16 is the upper half of a float32.
  static func float(bfloat bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }
}
