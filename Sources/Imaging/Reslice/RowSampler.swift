import CImagingKernels

/// Samples a plane row by row.
///
/// Planes along the grid's axes (all that a reader of an untilted CT sees) take the short way through
/// `GridLines`. All others take eight voxels a pixel.
struct RowSampler: ~Copyable {
  private let grid: cimaging_grid
  private let map: PlaneMap
  private let interpolation: Interpolation
  private let lines: GridLines?
  /// A value that is NaN may have a stored neighbour that is not.
  private let hasGaps: Bool

  init(grid: cimaging_grid, map: PlaneMap, interpolation: Interpolation) {
    self.grid = grid
    self.map = map
    self.interpolation = interpolation
    hasGaps = grid.type == CIMAGING_FLOAT32 || !grid.padding.isNaN
    lines =
      interpolation == .linear ? GridLines(grid: grid, map: map, hasGaps: hasGaps) : nil
  }

  /// Writes the `map.width` values of row `y`; returns the pixels that lie inside the grid.
  @discardableResult
  func sample(row y: Int, into out: UnsafeMutablePointer<Float>) -> Range<Int> {
    let inside = lines?.inside(row: y) ?? map.inside(row: y)
    out.update(repeating: .nan, count: inside.lowerBound)
    (out + inside.upperBound).update(repeating: .nan, count: map.width - inside.upperBound)
    guard !inside.isEmpty else { return inside }
    if let lines {
      lines.sample(row: y, into: out + inside.lowerBound)
      return inside
    }
    call(
      interpolation == .linear ? cimaging_trilinear : cimaging_nearest, row: y, inside,
      into: out + inside.lowerBound)
    if hasGaps, interpolation == .linear { fillGaps(row: y, inside, out) }
    return inside
  }

  /// Writes the grey levels of row `y`; `scratch` holds a row of values.
  func levels(
    row y: Int, _ greys: GreyScale, scratch: UnsafeMutablePointer<Float>,
    into out: UnsafeMutablePointer<UInt8>
  ) {
    guard let lines, !hasGaps, greys.isRamp else {
      sample(row: y, into: scratch)
      greys.write(scratch, map.width, padding: grid.padding, into: out)
      return
    }
    let inside = lines.inside(row: y)
    out.update(repeating: 0, count: inside.lowerBound)
    (out + inside.upperBound).update(repeating: 0, count: map.width - inside.upperBound)
    if !inside.isEmpty { lines.levels(row: y, greys, into: out + inside.lowerBound) }
  }

  /// Runs of NaN, each by its nearest voxels.
  private func fillGaps(row y: Int, _ inside: Range<Int>, _ out: UnsafeMutablePointer<Float>) {
    guard cimaging_has_gaps(out + inside.lowerBound, inside.count) != 0 else { return }
    var x = inside.lowerBound
    while x < inside.upperBound {
      var end = x
      while end < inside.upperBound, out[end].isNaN { end += 1 }
      if end > x { call(cimaging_nearest, row: y, x..<end, into: out + x) }
      x = end + 1
    }
  }

  private typealias Kernel = (
    UnsafePointer<cimaging_grid>, UnsafePointer<Double>, UnsafePointer<Double>, Int, Int,
    UnsafeMutablePointer<Float>
  ) -> Void

  private func call(
    _ kernel: Kernel, row y: Int, _ pixels: Range<Int>, into out: UnsafeMutablePointer<Float>
  ) {
    let start = map.rowStart(y)
    withUnsafePointer(to: grid) { grid in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 6) { ends in
        guard let base = ends.baseAddress else { return }
        for axis in 0..<3 { (base[axis], base[3 + axis]) = (start[axis], map.across[axis]) }
        kernel(grid, base, base + 3, pixels.lowerBound, pixels.count, out)
      }
    }
  }
}
