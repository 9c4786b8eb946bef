/// The HU inside a region.
public struct RegionStatistics: Sendable, Hashable {
  /// What was counted.
  public enum Source: Sendable, Hashable {
    /// The stored voxels of an acquired slice.
    case storedVoxels
    /// Trilinear samples, `spacing` mm apart, of a plane that was not acquired.
    case samples(spacing: Double)
  }

  /// HU.
  public let mean: Double
  /// HU, with n − 1 in the denominator; nil for a single value.
  public let standardDeviation: Double?
  public let minimum: Double
  public let maximum: Double
  /// Values counted: those that are numbers and not padding.
  public let count: Int
  /// Values inside the region that were left out: padding, NaN, or outside the scan.
  public let excluded: Int
  public let source: Source

  /// Nil when none of `values` shows the patient.
  init?(_ values: [Float], padding: Float?, source: Source) {
    let scanned = values.filter { $0.isFinite && $0 != padding }.map(Double.init)
    guard let first = scanned.first else { return nil }
    let count = Double(scanned.count)
    let mean = scanned.reduce(0, +) / count
    // Two passes: HU far from zero lose no digits.
    let squares = scanned.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardDeviation = scanned.count > 1 ? (squares / (count - 1)).squareRoot() : nil
    minimum = scanned.reduce(first, min)
    maximum = scanned.reduce(first, max)
    self.count = scanned.count
    excluded = values.count - scanned.count
    self.source = source
  }
}

extension Volume {
  /// HU inside `ellipse` on slice `index` of `stack`: the stored voxels whose centres lie inside on an
  /// acquired slice, else samples at the slice's own pixels. Of the slice itself, also where a slab is shown.
  ///
  /// - Parameter reslicer: cuts this volume.
  /// - Returns: nil when nothing that was scanned lies inside.
  public func statistics(
    in ellipse: PlaneEllipse, on stack: SliceStack, index: Int, reslicer: Reslicer
  ) -> RegionStatistics? {
    if let stored = stack.storedSlice(at: index) {
      return RegionStatistics(
        storedValues(in: ellipse, slice: stored), padding: padding, source: .storedVoxels)
    }
    let plane = stack.plane(at: index)
    let pixels = ellipse.corners.map(plane.pixel(of:))
    let columns = wholeRange(pixels.map(\.x), count: plane.width)
    let rows = wholeRange(pixels.map(\.y), count: plane.height)
    guard !columns.isEmpty, !rows.isEmpty else { return nil }
    // Cut out of the slice's own pixel grid: what is counted does not depend on where the ellipse lies.
    let part = Plane(
      origin: plane.position(x: Double(columns.lowerBound), y: Double(rows.lowerBound)),
      right: plane.right, down: plane.down, pixelSpacing: plane.pixelSpacing,
      width: columns.count, height: rows.count)
    let slice = reslicer.slice(part)
    var values: [Float] = []
    for y in 0..<part.height {
      for x in 0..<part.width
      where ellipse.contains(part.position(x: Double(x), y: Double(y))) {
        values.append(slice[x, y])
      }
    }
    return RegionStatistics(
      values, padding: padding, source: .samples(spacing: plane.pixelSpacing.x))
  }

  private func storedValues(in ellipse: PlaneEllipse, slice: Int) -> [Float] {
    // Sheared within the slice or not: the index of a corner bounds the voxels inside.
    let indices = ellipse.corners.map(geometry.affine.index(of:))
    var values: [Float] = []
    for j in wholeRange(indices.map(\.y), count: geometry.dimensions.y) {
      for i in wholeRange(indices.map(\.x), count: geometry.dimensions.x)
      where ellipse.contains(geometry.position(i: i, j: j, slice: slice)) {
        values.append(hounsfieldUnits(i: i, j: j, slice: slice))
      }
    }
    return values
  }
}

/// The whole numbers 0..<`count` that `places` span, one more at either end.
private func wholeRange(_ places: [Double], count: Int) -> Range<Int> {
  let low = max(0, (places.min() ?? 0).rounded(.down) - 1)
  let high = min(Double(count), (places.max() ?? 0).rounded(.up) + 2)
  return low < high ? Int(low)..<Int(high) : 0..<0
}
