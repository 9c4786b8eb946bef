/// Where the pixels of a plane fall on a grid: index = `start` + x · `across` + y · `along`.
struct PlaneMap {
  let start: Index
  let across: SIMD3<Double>
  let along: SIMD3<Double>
  let width: Int
  let height: Int
  /// The continuous indices that count as inside: half a voxel beyond the outermost centres.
  let lower: Index
  let upper: Index
  let geometry: VolumeGeometry

  /// Index error below which a plane counts as parallel to the grid: 10⁻⁶ voxel over the picture.
  private static let tolerance = 1e-6

  init(_ plane: Plane, on geometry: VolumeGeometry) {
    let affine = geometry.affine
    start = affine.index(of: plane.origin)
    across = affine.index(ofVector: plane.right * plane.pixelSpacing.x)
    along = affine.index(ofVector: plane.down * plane.pixelSpacing.y)
    width = plane.width
    height = plane.height
    self.geometry = geometry
    let d = geometry.dimensions
    let last = SIMD3<Double>(Double(d.x - 1), Double(d.y - 1), Double(d.z - 1))
    var below = SIMD3<Double>(repeating: 0.5)
    var above = below
    if let at = geometry.sliceCoordinates, at.count > 1 {
      below.z = (at[1] - at[0]) / 2
      above.z = (at[at.count - 1] - at[at.count - 2]) / 2
    }
    lower = -below - Self.tolerance
    upper = last + above + Self.tolerance
  }

  /// The index at the start of row `y`.
  func rowStart(_ y: Int) -> Index { start + along * Double(y) }

  /// The pixels of row `y` that lie inside the grid.
  func inside(row y: Int) -> Range<Int> {
    let origin = rowStart(y)
    var (first, last) = (0.0, Double(width - 1))
    for axis in 0..<3 {
      let (step, at) = (across[axis], origin[axis])
      if abs(step) * Double(width) < Self.tolerance {
        if at < lower[axis] || at > upper[axis] { return 0..<0 }
      } else {
        let (a, b) = ((lower[axis] - at) / step, (upper[axis] - at) / step)
        first = max(first, min(a, b))
        last = min(last, max(a, b))
      }
    }
    guard last >= first else { return 0..<0 }
    let (from, to) = (Int(first.rounded(.up)), Int(last.rounded(.down)))
    return from <= to ? from..<to + 1 : 0..<0
  }

  /// The grid axes (across, along, through) when rows and columns of the plane each follow one.
  var gridAxes: (across: Int, along: Int, through: Int)? {
    func single(_ step: SIMD3<Double>, _ count: Int) -> Int? {
      let moving = (0..<3).filter { abs(step[$0]) * Double(count) > Self.tolerance }
      return moving.count == 1 ? moving[0] : nil
    }
    guard let u = single(across, width), let v = single(along, height), u != v else { return nil }
    return (u, v, 3 - u - v)
  }

  /// The voxels and weights of `count` samples along one grid axis.
  ///
  /// - Parameter shift: added to the index; ½ makes `lower` the nearest voxel.
  func taps(axis: Int, start: Double, step: Double, count: Int, shift: Double = 0) -> AxisTaps {
    AxisTaps(
      start: start, step: step, count: count, shift: shift, voxelCount: geometry.dimensions[axis],
      bounds: lower[axis]...upper[axis],
      coordinates: axis == 2 ? geometry.sliceCoordinates : nil)
  }
}

/// Samples along one axis of a grid: between which voxels each lies, and how far from the first.
struct AxisTaps {
  /// The voxel at or below each sample.
  var lower: [Int32] = []
  /// Weight of the next voxel, 0…1; 0 where the sample is a voxel.
  var weight: [Float] = []
  /// The samples inside the grid.
  var inside = 0..<0

  /// Rounding noise of the geometry: closer to a voxel than this is on it.
  private static let snap = 1e-6

  init(
    start: Double, step: Double, count: Int, shift: Double, voxelCount: Int,
    bounds: ClosedRange<Double>, coordinates: [Double]?
  ) {
    lower.reserveCapacity(count)
    weight.reserveCapacity(count)
    for n in 0..<count {
      let place = start + Double(n) * step
      if bounds.contains(place) {
        inside = inside.isEmpty ? n..<n + 1 : inside.lowerBound..<n + 1
      }
      let stored = coordinates.map { continuousSlice(place, coordinates: $0) } ?? place
      let clamped = min(max(stored + shift, 0), Double(voxelCount - 1))
      let whole = (clamped + Self.snap).rounded(.down)
      lower.append(Int32(whole))
      weight.append(clamped - whole > Self.snap ? Float(clamped - whole) : 0)
    }
  }
}

/// Continuous k to continuous stored slice of an uneven stack, clamped to its ends.
func continuousSlice(_ k: Double, coordinates: [Double]) -> Double {
  guard let last = coordinates.indices.last, last > 0, k > coordinates[0] else { return 0 }
  guard k < coordinates[last] else { return Double(last) }
  var (below, above) = (0, last)
  while above - below > 1 {
    let middle = (below + above) / 2
    if coordinates[middle] <= k { below = middle } else { above = middle }
  }
  return Double(below) + (k - coordinates[below]) / (coordinates[above] - coordinates[below])
}
