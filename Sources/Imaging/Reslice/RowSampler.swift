import CImagingKernels

/// Samples a plane row by row.
///
/// Planes along the grid's axes (all that a reader of an untilted CT sees) take the short way: a line
/// of voxels is gathered once, blended with the next one, and interpolated along the row. All others
/// take eight voxels a pixel.
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
    lines = interpolation == .linear ? GridLines(grid: grid, map: map) : nil
  }

  /// Writes the `map.width` values of row `y`.
  func sample(row y: Int, into out: UnsafeMutablePointer<Float>) {
    let inside = lines?.inside(row: y) ?? map.inside(row: y)
    out.update(repeating: .nan, count: inside.lowerBound)
    (out + inside.upperBound).update(repeating: .nan, count: map.width - inside.upperBound)
    guard !inside.isEmpty else { return }
    if let lines {
      lines.sample(row: y, into: out)
    } else {
      call(
        interpolation == .linear ? cimaging_trilinear : cimaging_nearest, row: y, inside,
        into: out + inside.lowerBound)
    }
    guard hasGaps, interpolation == .linear else { return }
    for x in inside where out[x].isNaN {
      call(cimaging_nearest, row: y, x..<x + 1, into: out + x)
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

/// The short way: rows follow one grid axis, columns another, and the third stands still.
private final class GridLines {
  private var grid: cimaging_grid
  private let across: AxisTaps
  private let along: AxisTaps
  private let through: AxisTaps
  private let strides: (across: Int, along: Int, through: Int)
  /// The part of the across axis that the rows need.
  private let span: Range<Int>
  /// `across.lower`, counted from `span`'s start.
  private let lower: [Int32]
  /// The last two lines gathered (a line and its successor differ in parity) and two for scratch.
  private let buffer: UnsafeMutableBufferPointer<Float>
  private var gathered: (even: Int, odd: Int) = (-1, -1)

  /// Nil when the plane does not follow the grid.
  init?(grid: cimaging_grid, map: PlaneMap) {
    guard let axes = map.gridAxes else { return nil }
    let d = map.geometry.dimensions
    let stride = [1, d.x, d.x * d.y]
    self.grid = grid
    across = map.taps(
      axis: axes.across, start: map.start[axes.across], step: map.across[axes.across],
      count: map.width)
    along = map.taps(
      axis: axes.along, start: map.start[axes.along], step: map.along[axes.along],
      count: map.height)
    through = map.taps(axis: axes.through, start: map.start[axes.through], step: 0, count: 1)
    strides = (stride[axes.across], stride[axes.along], stride[axes.through])
    let first = Int(across.lower.min() ?? 0)
    let last = min(Int(across.lower.max() ?? 0) + 1, d[axes.across] - 1)
    span = first..<last + 1
    lower = across.lower.map { $0 - Int32(first) }
    buffer = .allocate(capacity: 4 * (span.count + 1))
    buffer.initialize(repeating: 0)
  }

  deinit { buffer.deallocate() }

  /// The pixels of row `y` that lie inside the grid.
  func inside(row y: Int) -> Range<Int> {
    along.inside.contains(y) && !through.inside.isEmpty ? across.inside : 0..<0
  }

  /// Writes the pixels inside; `out` is the start of the whole row.
  func sample(row y: Int, into out: UnsafeMutablePointer<Float>) {
    let voxel = Int(along.lower[y])
    var line = gather(voxel)
    if along.weight[y] > 0 {
      let blended = slot(2)
      cimaging_blend(line, gather(voxel + 1), along.weight[y], span.count, blended)
      line = blended
    }
    // One more, so that the last voxel has a successor to be read (never weighed).
    line[span.count] = line[span.count - 1]
    let inside = across.inside
    lower.withUnsafeBufferPointer { lower in
      across.weight.withUnsafeBufferPointer { weight in
        guard let lower = lower.baseAddress, let weight = weight.baseAddress else { return }
        cimaging_interpolate(
          line, lower + inside.lowerBound, weight + inside.lowerBound, inside.count,
          out + inside.lowerBound)
      }
    }
  }

  private func slot(_ number: Int) -> UnsafeMutablePointer<Float> {
    guard let base = buffer.baseAddress else { preconditionFailure("an empty line buffer") }
    return base + number * (span.count + 1)
  }

  /// The voxels across, at `voxel` along and at the plane's place through.
  private func gather(_ voxel: Int) -> UnsafeMutablePointer<Float> {
    let isEven = voxel.isMultiple(of: 2)
    let line = slot(isEven ? 0 : 1)
    if (isEven ? gathered.even : gathered.odd) == voxel { return line }
    if isEven { gathered.even = voxel } else { gathered.odd = voxel }
    let start =
      span.lowerBound * strides.across + voxel * strides.along
      + Int(through.lower[0]) * strides.through
    cimaging_line(&grid, start, strides.across, span.count, line)
    if through.weight[0] > 0 {
      let next = slot(3)
      cimaging_line(&grid, start + strides.through, strides.across, span.count, next)
      cimaging_blend(line, next, through.weight[0], span.count, line)
    }
    return line
  }
}
