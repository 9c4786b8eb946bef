/// NIfTI data types that hold numbers. The raw value is the header's code.
///
/// Source: nifti1.h, `DT_*`.
enum NIfTIType: Int {
  case uint8 = 2
  case int16 = 4
  case int32 = 8
  case float32 = 16
  case float64 = 64
  case int8 = 256
  case uint16 = 512
  case uint32 = 768
  case int64 = 1024
  case uint64 = 1280

  var bytes: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// Types that are images but no HU.
  static let refusedNames = [
    1: "binary", 32: "complex64", 128: "RGB24", 1536: "float128", 1792: "complex128",
    2048: "complex256", 2304: "RGBA32",
  ]
}

/// Stored values as they lie in the file.
struct NIfTIVoxels {
  let raw: VoxelBuffer<UInt8>
  let type: NIfTIType
  let isLittleEndian: Bool
  let count: Int

  /// Rescales to HU; Int16 where every value is a whole number that fits.
  /// - Returns: the voxels, and whether any is NaN.
  func hounsfieldUnits(slope: Double, intercept: Double) throws -> (Voxels, hasNaN: Bool) {
    // Slope 0 or no number: the stored values are the values. Source: nifti1.h, "DATA SCALING".
    let scaled = slope.isFinite && slope != 0
    let (m, b) = scaled ? (slope, intercept) : (1, 0)
    switch type {
    case .uint8: return try integers(UInt8.self, m, b)
    case .int8: return try integers(Int8.self, m, b)
    case .int16: return try integers(Int16.self, m, b)
    case .uint16: return try integers(UInt16.self, m, b)
    case .int32: return try integers(Int32.self, m, b)
    case .uint32: return try integers(UInt32.self, m, b)
    case .int64: return try integers(Int64.self, m, b)
    case .uint64: return try integers(UInt64.self, m, b)
    case .float32:
      return try floats(UInt32.self, m, b) { Double(Float(bitPattern: $0)) }
    case .float64:
      return try floats(UInt64.self, m, b) { Double(bitPattern: $0) }
    }
  }

  private func integers<T: FixedWidthInteger & BitwiseCopyable>(
    _: T.Type, _ m: Double, _ b: Double
  ) throws -> (Voxels, hasNaN: Bool) {
    try raw.withUnsafeBuffer { bytes in
      try UnsafeRawBufferPointer(bytes).withMemoryRebound(to: T.self) { stored in
        let little = isLittleEndian
        func value(_ n: Int) -> T { little ? T(littleEndian: stored[n]) : T(bigEndian: stored[n]) }
        var (low, high) = (T.max, T.min)
        for n in 0..<count {
          let v = value(n)
          low = min(low, v)
          high = max(high, v)
        }
        let ends = [Double(low) * m + b, Double(high) * m + b]
        let whole = m == m.rounded() && b == b.rounded()
        if whole, ends.allSatisfy({ $0 >= -32768 && $0 <= 32767 }), abs(m) < 65536,
          abs(b) < 2_147_483_648
        {
          let (slope, intercept) = (Int(m), Int(b))
          return (
            .int16(
              try VoxelBuffer(count: count) { target in
                for n in 0..<count { target[n] = Int16(Int(value(n)) * slope + intercept) }
              }), false
          )
        }
        return (
          .float32(
            try VoxelBuffer(count: count) { target in
              for n in 0..<count { target[n] = Float(Double(value(n)) * m + b) }
            }), false
        )
      }
    }
  }

  private func floats<T: FixedWidthInteger & BitwiseCopyable>(
    _: T.Type, _ m: Double, _ b: Double, _ real: (T) -> Double
  ) throws -> (Voxels, hasNaN: Bool) {
    try raw.withUnsafeBuffer { bytes in
      try UnsafeRawBufferPointer(bytes).withMemoryRebound(to: T.self) { stored in
        let little = isLittleEndian
        var hasNaN = false
        let buffer = try VoxelBuffer<Float>(count: count) { target in
          for n in 0..<count {
            let v = little ? T(littleEndian: stored[n]) : T(bigEndian: stored[n])
            let hu = Float(real(v) * m + b)
            hasNaN = hasNaN || hu.isNaN
            target[n] = hu
          }
        }
        return (.float32(buffer), hasNaN)
      }
    }
  }
}
