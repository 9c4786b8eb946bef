/// HU on a plane: what a volume looks like where it is cut.
public struct Slice: Sendable {
  public let plane: Plane
  /// HU, `height × width`, row-major, row 0 at the top; NaN outside the volume.
  public let values: [Float]
  /// The HU that means "outside the scan" (see `Volume.padding`).
  public let padding: Float?

  /// - Precondition: one value for each pixel of `plane`.
  public init(plane: Plane, values: [Float], padding: Float? = nil) {
    precondition(
      values.count == plane.width * plane.height,
      "\(values.count) values for \(plane.width)×\(plane.height) pixels")
    self.plane = plane
    self.values = values
    self.padding = padding
  }

  public var width: Int { plane.width }
  public var height: Int { plane.height }

  /// HU of pixel (x, y).
  public subscript(x: Int, y: Int) -> Float {
    precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel (\(x), \(y)) of a slice")
    return values[y * width + x]
  }

  /// The values that show the patient: neither NaN, infinite nor padding.
  public var scannedValues: [Float] {
    values.filter { $0.isFinite && $0 != padding }
  }

  /// Grey levels 0…`count − 1`, row-major; outside the scan black, also when inverted.
  public func levels(_ window: Window, count: Int = 64, inverted: Bool = false) -> [UInt8] {
    window.levels(of: values, count: count, inverted: inverted, padding: padding)
  }
}
