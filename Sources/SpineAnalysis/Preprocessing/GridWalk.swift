import Imaging

/// How to walk a target grid in the continuous voxel indices of a source grid.
struct GridWalk: Sendable {
  let target: SIMD3<Int>
  let source: SIMD3<Int>
  /// Source index of the target's voxel (0, 0, 0), and the steps to its neighbours.
  let start: Index
  let stepI: Index
  let stepJ: Index
  let stepK: Index
  /// Displacements, in source indices, of the samples whose mean is one target voxel.
  let subsamples: [Index]
  let slices: SliceTable?

  /// - Parameter cell: the part of a target step, along each axis, over which samples are averaged.
  /// - Precondition: `target` is evenly spaced, and no grid is flat (determinant 0).
  init(from target: VolumeGeometry, cell: SIMD3<Double>, over source: VolumeGeometry) {
    precondition(target.isEvenlySpaced, "a target grid with uneven slices")
    self.target = target.dimensions
    self.source = source.dimensions
    let affine = source.affine
    start = affine.index(of: target.affine.origin)
    stepI = affine.index(ofVector: target.affine.i)
    stepJ = affine.index(ofVector: target.affine.j)
    stepK = affine.index(ofVector: target.affine.k)
    slices = source.sliceCoordinates.map(SliceTable.init)
    let i = Self.offsets(stepI, cell.x)
    let j = Self.offsets(stepJ, cell.y)
    let k = Self.offsets(stepK, cell.z)
    var subsamples: [Index] = []
    for c in k {
      for b in j { for a in i { subsamples.append(stepI * a + stepJ * b + stepK * c) } }
    }
    self.subsamples = subsamples
  }

  /// Fractions of one target step at which to sample: one for each source voxel that the cell spans.
  private static func offsets(_ step: Index, _ cell: Double) -> [Double] {
    let span = max(abs(step.x), abs(step.y), abs(step.z)) * cell
    let count = max(1, Int(span + 0.25))
    return (0..<count).map { ((Double($0) + 0.5) / Double(count) - 0.5) * cell }
  }
}

/// The stored slice, as a continuous number, at each continuous k of an unevenly spaced stack.
struct SliceTable: Sendable {
  private let coordinates: [Double]

  init(_ coordinates: [Double]) { self.coordinates = coordinates }

  /// Piecewise linear; beyond the ends it goes on with slope 1.
  func slice(at k: Double) -> Double {
    let last = coordinates.count - 1
    if last < 1 || k <= coordinates[0] { return k - coordinates[0] }
    if k >= coordinates[last] { return Double(last) + k - coordinates[last] }
    var low = 0
    var high = last
    while high - low > 1 {
      let middle = (low + high) / 2
      if coordinates[middle] <= k { low = middle } else { high = middle }
    }
    return Double(low) + (k - coordinates[low]) / (coordinates[high] - coordinates[low])
  }
}
