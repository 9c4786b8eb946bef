import Foundation
import Imaging
import TestSupport

/// Grids that reslicing must not distort.
enum GridCase: String, CaseIterable, Sendable {
  case even, flipped, permuted, tilted, oblique, sheared, uneven

  var geometry: VolumeGeometry {
    let dimensions = SIMD3(23, 19, 11)
    let origin = Position(-12.5, 7, -40)
    func affine(_ i: SIMD3<Double>, _ j: SIMD3<Double>, _ k: SIMD3<Double>) -> Affine {
      Affine(i: i, j: j, k: k, origin: origin)
    }
    let (c, s) = (cos(0.3), sin(0.3))
    switch self {
    case .even:
      return VolumeGeometry(
        dimensions: dimensions, affine: affine([0.9, 0, 0], [0, 0.8, 0], [0, 0, 1.25]))
    case .flipped:
      return VolumeGeometry(
        dimensions: dimensions, affine: affine([-0.9, 0, 0], [0, -0.8, 0], [0, 0, -1.25]))
    case .permuted:
      return VolumeGeometry(
        dimensions: dimensions, affine: affine([0, 0, 0.9], [0.8, 0, 0], [0, -1.25, 0]))
    case .tilted:
      // A gantry tilted by 15°: rows lie askew, the table still moves along z.
      return VolumeGeometry(
        dimensions: dimensions,
        affine: affine(
          [0.9, 0, 0], [0, 0.8 * 0.965_925_826, -0.8 * 0.258_819_045], [0, 0, 1.25]))
    case .oblique:
      return VolumeGeometry(
        dimensions: dimensions,
        affine: affine([0.9 * c, 0.9 * s, 0], [-0.8 * s, 0.8 * c, 0], [0, 0, 1.25]))
    case .sheared:
      return VolumeGeometry(
        dimensions: dimensions,
        affine: affine([0.9, 0.1, 0.05], [0.3, 0.8, 0], [0.1, -0.2, 1.25]))
    case .uneven:
      return VolumeGeometry(
        dimensions: dimensions, affine: affine([0.9, 0, 0], [0, 0.8, 0], [0, 0, 1.25]),
        sliceCoordinates: [0, 1.2, 1.9, 3, 4.1, 4.9, 6, 7.2, 7.7, 8.9, 10])
    }
  }
}

/// The greatest difference between a slice and the ramp over the pixels whose place lies among voxel
/// centres, and how many pixels that were.
func largestError(_ slice: Slice, _ ramp: Ramp, _ geometry: VolumeGeometry) -> (Double, Int) {
  let d = geometry.dimensions
  let last = SIMD3(Double(d.x - 1), Double(d.y - 1), Double(d.z - 1))
  var (worst, count) = (0.0, 0)
  for y in 0..<slice.height {
    for x in 0..<slice.width {
      let position = slice.plane.position(x: Double(x), y: Double(y))
      let index = geometry.affine.index(of: position)
      let margin = 1e-9
      guard (0..<3).allSatisfy({ index[$0] >= -margin && index[$0] <= last[$0] + margin }) else {
        continue
      }
      count += 1
      let error = abs(Double(slice[x, y]) - ramp(position))
      // NaN inside the grid must fail, and compares false with everything.
      worst = error.isNaN ? .infinity : max(worst, error)
    }
  }
  return (worst, count)
}
