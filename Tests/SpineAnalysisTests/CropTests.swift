import Imaging
import Testing

@testable import SpineAnalysis

struct CropTests {
  let input = PreparationSettings.standard.classify

  /// A block of points, tilted with the given frame's direction.
  func points(_ half: SIMD3<Double>, at centre: Position, tilt: Double) -> [Position] {
    let caudal = SIMD3<Double>(0, tilt, -1).normalized
    let left = SIMD3<Double>(1, 0, 0)
    let posterior = left.cross(caudal)
    var result: [Position] = []
    for x in stride(from: -1.0, through: 1, by: 0.1) {
      for y in stride(from: -1.0, through: 1, by: 0.1) {
        for z in stride(from: -1.0, through: 1, by: 0.1) {
          result.append(
            centre + left * (x * half.x) + posterior * (y * half.y) + caudal * (z * half.z))
        }
      }
    }
    return result
  }

  @Test(arguments: [0.0, 0.3, -0.4])
  func theFrameLiesAcrossTheSpine(tilt: Double) {
    let frame = CropFrame(
      points: points([25, 20, 13], at: [5, -8, 100], tilt: tilt), direction: [0, tilt, -1],
      slices: 15, margin: 1)
    #expect((frame.centre - [5, -8, 100]).length < 1e-6)
    #expect(abs(frame.pitch - 2) < 1e-6)
    #expect(abs(frame.left.dot(frame.caudal)) < 1e-12)
    #expect((frame.posterior - frame.left.cross(frame.caudal)).length < 1e-12)
    #expect(frame.posterior.y > 0.9)
    let grid = frame.geometry(input)
    #expect((grid.centre - frame.centre).length < 1e-9)
    #expect(grid.dimensions == [112, 112, 15])
    #expect(grid.position(i: 0, j: 0, slice: 0).z > grid.position(i: 0, j: 0, slice: 14).z)
  }

  @Test func aCropOfARampHoldsTheRampInItsWindow() throws {
    let geometry = VolumeGeometry(
      dimensions: [120, 120, 60], affine: Affine(spacing: [1, 1, 1], origin: [-60, -60, -30]))
    let volume = try VolumeSamplerTests.volume(geometry) {
      Float(400 + 3 * $0.x + 2 * $0.y + 5 * $0.z)
    }
    let mask = try VoxelBuffer<Float>(count: geometry.voxelCount) { $0.update(repeating: 0.5) }
    let frame = CropFrame(
      points: points([20, 20, 12], at: .zero, tilt: 0.2), direction: [0, 0.2, -1], slices: 15,
      margin: 1)
    let values = try LevelCrop.values(
      volume: VolumeSampler(volume: volume),
      mask: VolumeSampler(geometry: geometry, values: mask), frame: frame, input: input, threads: 2)
    let side = input.sizePixels
    for s in [0, 7, 14] {
      for n in 0..<5 {
        let grid = frame.geometry(input, offset: Double(n - 2))
        for (i, j) in [(56, 56), (30, 70), (80, 40)] {
          let p = grid.position(i: i, j: j, slice: s)
          let hu = 400 + 3 * p.x + 2 * p.y + 5 * p.z
          let value = values[((s * 6 + n) * side + j) * side + i]
          #expect(abs(Double(value) - (hu + 500) / 1800) < 1e-4)
        }
      }
      #expect(values[((s * 6 + 5) * side + 56) * side + 56] == 0.5)
    }
  }

  @Test func heatCellsCoverTheCropExactly() {
    let frame = CropFrame(
      points: points([20, 20, 12], at: [1, 2, 3], tilt: 0.2), direction: [0, 0.2, -1], slices: 15,
      margin: 1)
    let heat = LevelHeat(
      level: .c4, frame: frame, input: input, map: [Float](repeating: 1, count: 15 * 14 * 14),
      side: 14)
    let crop = Box(containing: frame.geometry(input).outerCorners)
    let cells = Box(containing: heat.geometry.outerCorners)
    #expect((crop.minimum - cells.minimum).length < 1e-6)
    #expect((crop.maximum - cells.maximum).length < 1e-6)
    #expect(frame.geometry(input).coarsened(by: 8) == heat.geometry)
  }
}
