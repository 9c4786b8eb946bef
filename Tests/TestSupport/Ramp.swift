import Imaging

/// The analytic truth of the conformance files: HU is an affine function of position, which
/// trilinear interpolation reproduces exactly, so that an error of place shows as an error of value.
public struct Ramp: Sendable {
  public var constant: Double
  public var gradient: SIMD3<Double>

  /// HU(p) = 100 + 7x + 11y + 13z, p in LPS mm.
  public static let standard = Ramp(constant: 100, gradient: [7, 11, 13])
  /// Closes the directions that the standard ramp cannot see.
  public static let second = Ramp(constant: 100, gradient: [13, -7, 5])

  public func callAsFunction(_ p: Position) -> Double { constant + gradient.dot(p) }

  /// The ramp on a grid, as float32.
  public func volume(_ geometry: VolumeGeometry) throws -> Volume {
    try makeVolume(geometry) { Float(self($0)) }
  }
}

/// A float32 volume whose voxels are `value(position)`.
public func makeVolume(
  _ geometry: VolumeGeometry, padding: Float? = nil, _ value: (Position) -> Float
) throws -> Volume {
  let d = geometry.dimensions
  let buffer = try VoxelBuffer<Float>(count: geometry.voxelCount) { out in
    for slice in 0..<d.z {
      for j in 0..<d.y {
        for i in 0..<d.x {
          out[(slice * d.y + j) * d.x + i] = value(geometry.position(i: i, j: j, slice: slice))
        }
      }
    }
  }
  return Volume(
    geometry: geometry, voxels: .float32(buffer), identity: SeriesIdentity(), padding: padding)
}

/// An Int16 volume whose voxels are `value(i, j, slice)`.
public func makeInt16Volume(
  _ geometry: VolumeGeometry, padding: Float? = nil, windows: [Window] = [],
  identity: SeriesIdentity = SeriesIdentity(), _ value: (Int, Int, Int) -> Int16
) throws -> Volume {
  let d = geometry.dimensions
  let buffer = try VoxelBuffer<Int16>(count: geometry.voxelCount) { out in
    for slice in 0..<d.z {
      for j in 0..<d.y {
        for i in 0..<d.x { out[(slice * d.y + j) * d.x + i] = value(i, j, slice) }
      }
    }
  }
  return Volume(
    geometry: geometry, voxels: .int16(buffer), identity: identity, windows: windows,
    padding: padding)
}
