extension Volume {
  /// The smallest and largest HU without padding and what is no finite number; nil when nothing is left.
  public var range: ClosedRange<Float>? {
    func scan<T>(_ values: UnsafeBufferPointer<T>, _ hu: (T) -> Float) -> ClosedRange<Float>? {
      var low = Float.infinity
      var high = -Float.infinity
      for value in values {
        let hu = hu(value)
        guard hu.isFinite, hu != padding else { continue }
        low = min(low, hu)
        high = max(high, hu)
      }
      return low <= high ? low...high : nil
    }
    switch readable.voxels {
    case .int16(let buffer): return buffer.withUnsafeBuffer { scan($0) { Float($0) } }
    case .float32(let buffer): return buffer.withUnsafeBuffer { scan($0) { $0 } }
    }
  }
}
