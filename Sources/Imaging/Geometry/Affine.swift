/// A point or vector in patient space: LPS (x to the patient's left, y posterior, z superior), mm.
public typealias Position = SIMD3<Double>

/// A continuous voxel index (i along a row, j along a column, k along the stack); voxel centres are at integers.
public typealias Index = SIMD3<Double>

/// The affine map from voxel index to patient position (LPS, mm).
///
/// `position = origin + i·index.x + j·index.y + k·index.z`. The three columns need be neither
/// orthogonal nor of equal length: a gantry-tilted stack has a sheared `k`.
/// Source: DICOM PS3.3 C.7.6.2.1.1, with the k column from the first and last image position.
public struct Affine: Sendable, Hashable, Codable {
  /// Patient-space step for one voxel along a row (towards the next column), mm.
  public var i: SIMD3<Double>
  /// Patient-space step for one voxel along a column (towards the next row), mm.
  public var j: SIMD3<Double>
  /// Patient-space step from one slice to the next, mm.
  public var k: SIMD3<Double>
  /// Position of the centre of voxel (0, 0, 0), mm.
  public var origin: Position

  public init(i: SIMD3<Double>, j: SIMD3<Double>, k: SIMD3<Double>, origin: Position) {
    self.i = i
    self.j = j
    self.k = k
    self.origin = origin
  }

  /// Axis-aligned: i to the patient's left, j to posterior, k to superior, with `spacing` in mm.
  public init(spacing: SIMD3<Double>, origin: Position) {
    self.init(
      i: [spacing.x, 0, 0], j: [0, spacing.y, 0], k: [0, 0, spacing.z], origin: origin)
  }

  /// The distance between neighbouring voxel centres along each axis, mm.
  public var spacing: SIMD3<Double> { [i.length, j.length, k.length] }

  /// The signed volume of one voxel, mm³; negative for a left-handed index frame.
  public var determinant: Double { i.dot(j.cross(k)) }

  public func position(of index: Index) -> Position {
    origin + i * index.x + j * index.y + k * index.z
  }

  /// A direction given in index steps, in mm.
  public func vector(of step: SIMD3<Double>) -> SIMD3<Double> {
    i * step.x + j * step.y + k * step.z
  }

  /// The continuous index of a position: the inverse of `position(of:)`.
  ///
  /// - Precondition: `determinant` is not zero.
  public func index(of position: Position) -> Index {
    index(ofVector: position - origin)
  }

  /// A displacement in mm, in index steps.
  public func index(ofVector d: SIMD3<Double>) -> SIMD3<Double> {
    let volume = determinant
    return [d.dot(j.cross(k)) / volume, d.dot(k.cross(i)) / volume, d.dot(i.cross(j)) / volume]
  }

  /// The same map with x and y negated: DICOM's LPS to NIfTI's RAS and back (it is its own inverse).
  public var flippedXY: Affine {
    let sign = SIMD3<Double>(-1, -1, 1)
    return Affine(i: i * sign, j: j * sign, k: k * sign, origin: origin * sign)
  }

  /// The 4×4 matrix, row by row.
  public var rows: [[Double]] {
    [
      [i.x, j.x, k.x, origin.x], [i.y, j.y, k.y, origin.y], [i.z, j.z, k.z, origin.z],
      [0, 0, 0, 1],
    ]
  }
}

extension SIMD3<Double> {
  public func dot(_ other: Self) -> Double { x * other.x + y * other.y + z * other.z }

  public func cross(_ other: Self) -> Self {
    [y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x]
  }

  public var length: Double { dot(self).squareRoot() }

  /// The unit vector in this direction; the zero vector stays zero.
  public var normalized: Self { length > 0 ? self / length : self }
}
