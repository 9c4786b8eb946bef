/// The element types of ONNX tensors that the engine holds.
///
/// Three representations carry them all: every floating type is computed in float32, every integer
/// type is held as 64 bits and cut to its width where arithmetic could leave it, and booleans are
/// bytes 0 and 1.
public enum ElementType: Int32, Sendable, CaseIterable {
  // Raw values: `TensorProto.DataType` of the ONNX standard.
  case float32 = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case bool = 9
  case float16 = 10
  case float64 = 11
  case uint32 = 12
  case uint64 = 13
  case bfloat16 = 16

  /// How values of this type lie in memory here.
  enum Representation: Sendable {
    case float
    case integer
    case bool

    /// Bytes of one element.
    var stride: Int {
      switch self {
      case .float: 4
      case .integer: 8
      case .bool: 1
      }
    }
  }

  var representation: Representation {
    switch self {
    case .float32, .float16, .float64, .bfloat16: .float
    case .bool: .bool
    default: .integer
    }
  }

  public var isFloat: Bool { representation == .float }

  /// Bytes of one element in an ONNX file.
  var fileStride: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float32, .int32, .uint32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// `value` cut to this integer type's width, as two's-complement arithmetic of that width does.
  func wrapped(_ value: Int64) -> Int64 {
    switch self {
    case .int8: Int64(Int8(truncatingIfNeeded: value))
    case .uint8: Int64(UInt8(truncatingIfNeeded: value))
    case .int16: Int64(Int16(truncatingIfNeeded: value))
    case .uint16: Int64(UInt16(truncatingIfNeeded: value))
    case .int32: Int64(Int32(truncatingIfNeeded: value))
    case .uint32: Int64(UInt32(truncatingIfNeeded: value))
    default: value
    }
  }
}
