/// The grid on which voxels lie: how many, and where in the patient.
///
/// Voxels are stored i fastest, then j, then k. Display code never assumes axis-aligned grids.
public struct VolumeGeometry: Sendable, Hashable, Codable {
  /// Number of voxels along i (columns), j (rows) and k (slices).
  public var dimensions: SIMD3<Int>
  /// Index to LPS mm. For an uneven stack, the straight line from the first to the last slice.
  public var affine: Affine
  /// For an unevenly spaced stack: the continuous k of each stored slice, ascending, first 0 and
  /// last `dimensions.z − 1`. `nil` when slice `s` lies at `k = s`.
  public var sliceCoordinates: [Double]?

  public init(dimensions: SIMD3<Int>, affine: Affine, sliceCoordinates: [Double]? = nil) {
    precondition(
      sliceCoordinates == nil || sliceCoordinates?.count == dimensions.z,
      "\(sliceCoordinates?.count ?? 0) slice coordinates for \(dimensions.z) slices")
    self.dimensions = dimensions
    self.affine = affine
    self.sliceCoordinates = sliceCoordinates
  }

  /// The grid of some of the slices alone, at the same places.
  func part(_ slices: Range<Int>) -> VolumeGeometry {
    precondition(
      !slices.isEmpty && slices.upperBound <= dimensions.z, "\(slices) of \(dimensions.z) slices")
    let first = sliceCoordinates?[slices.lowerBound] ?? Double(slices.lowerBound)
    var part = self
    part.dimensions.z = slices.count
    part.affine.origin = affine.origin + affine.k * first
    part.sliceCoordinates = nil
    guard let sliceCoordinates, slices.count > 1 else { return part }
    // From 0 to the count again, as every uneven grid has it.
    let length = sliceCoordinates[slices.upperBound - 1] - first
    let scale = Double(slices.count - 1) / length
    part.affine.k = affine.k / scale
    part.sliceCoordinates = slices.map { (sliceCoordinates[$0] - first) * scale }
    return part
  }

  public var voxelCount: Int { dimensions.x * dimensions.y * dimensions.z }
  public var spacing: SIMD3<Double> { affine.spacing }
  public var isEvenlySpaced: Bool { sliceCoordinates == nil }

  /// Position (LPS, mm) of the centre of stored voxel (i, j, slice).
  public func position(i: Int, j: Int, slice: Int) -> Position {
    let k = sliceCoordinates?[slice] ?? Double(slice)
    return affine.position(of: [Double(i), Double(j), k])
  }

  /// Whether a position (LPS, mm) lies within the field of view: no farther than half a voxel from
  /// the outermost voxel centres.
  public func contains(_ position: Position) -> Bool {
    let index = affine.index(of: position)
    return (0..<3).allSatisfy { index[$0] >= -0.5 && index[$0] <= Double(dimensions[$0]) - 0.5 }
  }

  /// Position (LPS, mm) of the middle of the grid.
  public var centre: Position {
    affine.position(of: [
      Double(dimensions.x - 1) / 2, Double(dimensions.y - 1) / 2, Double(dimensions.z - 1) / 2,
    ])
  }

  /// The eight corners, at voxel centres, LPS mm.
  public var corners: [Position] {
    [0, 1].flatMap { c in
      [0, 1].flatMap { b in
        [0, 1].map { a in
          affine.position(of: [
            Double(a * (dimensions.x - 1)), Double(b * (dimensions.y - 1)),
            Double(c * (dimensions.z - 1)),
          ])
        }
      }
    }
  }

  /// The angle between the stacking direction and the slice normal, degrees: 0 for an untilted
  /// stack, the gantry tilt otherwise (from positions and orientation, never from the tilt tag).
  public var shearDegrees: Double {
    let normal = affine.i.cross(affine.j).normalized
    let cosine = min(1, abs(affine.k.normalized.dot(normal)))
    return acosDegrees(cosine)
  }
}
