import Foundation
import Imaging
import TestSupport
import Testing

/// 160 × 120 × 9 voxels, anisotropic, untilted, tilted by 15°, oblique and sheared within the slice.
private let grids: [VolumeGeometry] = {
  let (c, s) = (cos(0.4), sin(0.4))
  let origin = Position(-31, 12, -300)
  let affines = [
    Affine(i: [0.4, 0, 0], j: [0, 0.7, 0], k: [0, 0, 2.5], origin: origin),
    Affine(
      i: [0.4, 0, 0], j: [0, 0.7 * 0.965_925_826, -0.7 * 0.258_819_045], k: [0, 0, 2.5],
      origin: origin),
    Affine(i: [0.4 * c, 0.4 * s, 0], j: [-0.7 * s, 0.7 * c, 0], k: [0, 0, -2.5], origin: origin),
    Affine(i: [0.4, 0.02, 0], j: [0.1, 0.7, 0], k: [0, 0, 2.5], origin: origin),
  ]
  return affines.map { VolumeGeometry(dimensions: [160, 120, 9], affine: $0) }
}()

@Test func anglesAreExactAlsoNearTheirEnds() {
  let vertex = Position(3, -2, 11)
  for degrees in [0.0, 1e-7, 0.5, 37.25, 90, 144, 179.999_999_9, 180] {
    let radians = degrees * .pi / 180
    // In a plane that is no plane of the grid.
    let (u, v) = (SIMD3(1.0, 2, 2) / 3, SIMD3(2.0, 1, -2) / 3)
    let a = vertex + u * 17
    let b = vertex + (u * cos(radians) + v * sin(radians)) * 0.3
    #expect(abs(angleDegrees(at: vertex, from: a, to: b) - degrees) < 1e-9)
  }
  #expect(angleDegrees(at: vertex, from: vertex, to: vertex + 1) == 0)
}

/// A symmetric region over a linear ramp: the mean is the ramp at the centre, and along a half axis
/// of length a the values spread by |gradient| · a / 2.
@Test(arguments: grids, PlaneOrientation.allCases)
func anEllipseOverARampHasTheRampsMeanAndSpread(
  geometry: VolumeGeometry, orientation: PlaneOrientation
) throws {
  for ramp in [Ramp.standard, .second] {
    let volume = try ramp.volume(geometry)
    let stack = SliceStack(geometry: geometry, orientation: orientation)
    let index = stack.index(of: geometry.centre)
    let plane = stack.plane(at: index)
    // A tilted stack is a slanted box: across its slices there is less room.
    let half: SIMD2<Double> = stack.isAcquired ? [14, 19] : [9, 4]
    let middle = plane.centre + plane.right * 0.13 - plane.down * 0.21
    let ellipse = PlaneEllipse(
      corner: middle - plane.right * half.x + plane.down * half.y,
      opposite: middle + plane.right * half.x - plane.down * half.y, on: plane)
    let found = try #require(
      volume.statistics(in: ellipse, on: stack, index: index, reslicer: Reslicer(volume)))
    let along = SIMD2(ramp.gradient.dot(plane.right), ramp.gradient.dot(plane.down))
    let spread = (along * half / 2 * (along * half / 2)).sum().squareRoot()
    // Whole pixels: the centre of those inside lies beside the ellipse's.
    #expect(abs(found.mean - ramp(middle)) < 0.03 * spread)
    #expect(abs((found.standardDeviation ?? 0) - spread) < 0.03 * spread)
    #expect(found.excluded == 0)
    #expect(abs(ellipse.area - .pi * half.x * half.y) < 1e-9)
    switch found.source {
    case .storedVoxels:
      #expect(stack.isAcquired)
      let voxel = geometry.affine.i.cross(geometry.affine.j).length
      #expect(abs(Double(found.count) * voxel - ellipse.area) < 0.03 * ellipse.area)
    case .samples(let spacing):
      #expect(!stack.isAcquired)
      #expect(spacing == plane.pixelSpacing.x)
      #expect(abs(Double(found.count) * spacing * spacing - ellipse.area) < 0.05 * ellipse.area)
    }
  }
}

@Test func anEllipseCountsExactlyTheVoxelsInside() throws {
  let geometry = VolumeGeometry(
    dimensions: [9, 9, 2], affine: Affine(spacing: [2, 2, 2], origin: .zero))
  // Outside the ellipse every value would spoil the mean.
  let inside: Set<[Int]> = [[4, 4], [3, 4], [5, 4], [4, 3], [4, 5]]
  let volume = try makeInt16Volume(geometry) { i, j, k in
    inside.contains([i, j]) && k == 1 ? Int16(100 + i - j) : 30_000
  }
  let stack = SliceStack(geometry: geometry, orientation: .axial)
  let plane = stack.plane(at: 0)
  let ellipse = PlaneEllipse(corner: [5.5, 5.5, 2], opposite: [10.5, 10.5, 2], on: plane)
  let found = try #require(
    volume.statistics(in: ellipse, on: stack, index: 0, reslicer: Reslicer(volume)))
  #expect(found.count == 5)
  #expect(found.mean == 100)
  #expect(found.minimum == 99 && found.maximum == 101)
  // Two at +1, two at −1, one at 0: the sum of squares is 4, over n − 1 = 4.
  #expect(found.standardDeviation == 1)
}

@Test func paddingIsNoPartOfARegion() throws {
  let geometry = VolumeGeometry(
    dimensions: [9, 9, 1], affine: Affine(spacing: [1, 1, 1], origin: .zero))
  let volume = try makeInt16Volume(geometry, padding: -2000) { i, _, _ in i < 4 ? -2000 : 40 }
  let stack = SliceStack(geometry: geometry, orientation: .axial)
  let plane = stack.plane(at: 0)
  let reslicer = Reslicer(volume)
  func statistics(_ a: Position, _ b: Position) -> RegionStatistics? {
    volume.statistics(
      in: PlaneEllipse(corner: a, opposite: b, on: plane), on: stack, index: 0, reslicer: reslicer)
  }
  let half = try #require(statistics([2, 2, 0], [6, 6, 0]))
  #expect(half.mean == 40)
  #expect(half.standardDeviation == 0)
  #expect(half.excluded > 0)
  #expect(statistics([0.5, 3, 0], [2.5, 5, 0]) == nil)
  // A single voxel has no spread.
  #expect(try #require(statistics([5.6, 3.6, 0], [6.4, 4.4, 0])).standardDeviation == nil)
  // Beyond the picture there is nothing.
  #expect(statistics([20, 20, 0], [30, 30, 0]) == nil)
}
