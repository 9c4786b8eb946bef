import CImagingKernels

/// The short way to a row: rows follow one grid axis, columns another, and the third stands still.
///
/// A line of voxels is gathered once and interpolated across once; each row is then one line, or two of
/// them blended.
final class GridLines {
  private var grid: cimaging_grid
  private let across: AxisTaps
  private let along: AxisTaps
  private let through: AxisTaps
  private let strides: (across: Int, along: Int, through: Int)
  /// The part of the across axis that the rows need.
  private let span: Range<Int>
  /// `across.lower` of the pixels inside, counted from `span`'s start.
  private let lower: [Int32]
  private let weight: [Float]
  /// Two lines of voxels, then the last two lines of pixels (a line and its successor differ in parity).
  private let voxels: UnsafeMutableBufferPointer<Float>
  private let pixels: UnsafeMutableBufferPointer<Float>
  private var gathered: (even: Int, odd: Int) = (-1, -1)
  /// The nearest voxel to each pixel inside and to each row, where gaps may have to be filled.
  private let nearest: (across: [Int32], along: [Int32], through: Int)?

  /// Nil when the plane does not follow the grid, or the grid is too large for gaps to be filled.
  init?(grid: cimaging_grid, map: PlaneMap, hasGaps: Bool) {
    guard let axes = map.gridAxes else { return nil }
    let d = map.geometry.dimensions
    // Where gaps are filled, places are counted in 32 bits.
    guard !hasGaps || map.geometry.voxelCount <= Int(Int32.max) else { return nil }
    let stride = [1, d.x, d.x * d.y]
    self.grid = grid
    func taps(_ shift: Double) -> (across: AxisTaps, along: AxisTaps, through: AxisTaps) {
      (
        map.taps(
          axis: axes.across, start: map.start[axes.across], step: map.across[axes.across],
          count: map.width, shift: shift),
        map.taps(
          axis: axes.along, start: map.start[axes.along], step: map.along[axes.along],
          count: map.height, shift: shift),
        map.taps(
          axis: axes.through, start: map.start[axes.through], step: 0, count: 1, shift: shift)
      )
    }
    (across, along, through) = taps(0)
    strides = (stride[axes.across], stride[axes.along], stride[axes.through])
    let inside = across.inside
    let needed = across.lower[inside]
    let first = Int(needed.min() ?? 0)
    let last = min(Int(needed.max() ?? 0) + 1, d[axes.across] - 1)
    span = first..<last + 1
    lower = needed.map { $0 - Int32(first) }
    weight = Array(across.weight[inside])
    if hasGaps {
      let close = taps(0.5)
      nearest = (
        close.across.lower[inside].map { $0 * Int32(stride[axes.across]) }, close.along.lower,
        Int(close.through.lower[0])
      )
    } else {
      nearest = nil
    }
    voxels = .allocate(capacity: 2 * (span.count + Self.spare))
    voxels.initialize(repeating: 0)
    pixels = .allocate(capacity: 2 * max(1, inside.count))
    pixels.initialize(repeating: 0)
  }

  /// What the interpolation may read behind a line, and never weighs.
  private static let spare = 16

  deinit {
    voxels.deallocate()
    pixels.deallocate()
  }

  /// The pixels of row `y` that lie inside the grid.
  func inside(row y: Int) -> Range<Int> {
    along.inside.contains(y) && !through.inside.isEmpty ? across.inside : 0..<0
  }

  /// Writes the values of the pixels inside row `y`, the first to `out[0]`.
  func sample(row y: Int, into out: UnsafeMutablePointer<Float>) {
    let count = across.inside.count
    let (line, next) = lines(row: y)
    if let next {
      cimaging_blend(line, next, along.weight[y], count, out)
    } else {
      out.update(from: line, count: count)
    }
    if let nearest {
      let start =
        Int(nearest.along[y]) * strides.along + nearest.through * strides.through
      cimaging_fill_gaps(&grid, start, nearest.across, count, out)
    }
  }

  /// The same as grey levels, for grids without gaps.
  func levels(row y: Int, _ greys: GreyScale, into out: UnsafeMutablePointer<UInt8>) {
    let count = across.inside.count
    let (line, next) = lines(row: y)
    if let next {
      greys.writeBlended(line, next, along.weight[y], count, into: out)
    } else {
      greys.write(line, count, padding: .nan, into: out)
    }
  }

  /// The line of pixels at or above row `y`, and the one below where the row lies between two.
  private func lines(
    row y: Int
  ) -> (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>?) {
    let voxel = Int(along.lower[y])
    return (line(voxel), along.weight[y] > 0 ? line(voxel + 1) : nil)
  }

  /// The pixels across, at `voxel` along and at the plane's place through.
  private func line(_ voxel: Int) -> UnsafeMutablePointer<Float> {
    guard let row = voxels.baseAddress, let made = pixels.baseAddress else {
      preconditionFailure("an empty line buffer")
    }
    let isEven = voxel.isMultiple(of: 2)
    let line = made + (isEven ? 0 : across.inside.count)
    if (isEven ? gathered.even : gathered.odd) == voxel { return line }
    if isEven { gathered.even = voxel } else { gathered.odd = voxel }
    let start =
      span.lowerBound * strides.across + voxel * strides.along
      + Int(through.lower[0]) * strides.through
    cimaging_line(&grid, start, strides.across, span.count, row)
    if through.weight[0] > 0 {
      let next = row + span.count + Self.spare
      cimaging_line(&grid, start + strides.through, strides.across, span.count, next)
      cimaging_blend(row, next, through.weight[0], span.count, row)
    }
    // The last voxel has a successor to be read.
    row[span.count] = row[span.count - 1]
    cimaging_interpolate(row, lower, weight, lower.count, line)
    return line
  }
}
