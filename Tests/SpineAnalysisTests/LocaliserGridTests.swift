import Imaging
import Testing

@testable import SpineAnalysis

struct LocaliserGridTests {
  let input = PreparationSettings.standard.localise

  /// A body of water in air: an upright box, half sizes in mm.
  func volume(_ geometry: VolumeGeometry, half: SIMD3<Double>, at centre: Position) throws -> Volume
  {
    try VolumeSamplerTests.volume(geometry) { p in
      let d = p - centre
      return abs(d.x) <= half.x && abs(d.y) <= half.y && abs(d.z) <= half.z ? 0 : -1000
    }
  }

  @Test func theGridCoversTheBodyAndIsNotStretched() throws {
    let geometry = VolumeGeometry(
      dimensions: [128, 128, 60], affine: Affine(spacing: [4, 4, 4], origin: [-256, -200, 10]))
    let half = SIMD3<Double>(90, 70, 200)
    let body = try volume(geometry, half: half, at: [20, 30, 130])
    let grid = try LocaliserGrid.geometry(for: body, input: input, threads: 1)
    #expect(grid.spacing == [3, 3, 3])
    #expect((0..<3).allSatisfy { grid.dimensions[$0] % 16 == 0 })
    let box = Box(containing: grid.outerCorners)
    for axis in 0..<2 {
      #expect(box.minimum[axis] <= Position(20, 30, 130)[axis] - half[axis])
      #expect(box.maximum[axis] >= Position(20, 30, 130)[axis] + half[axis])
      // One multiple and the margins at most around the body.
      #expect(box.maximum[axis] - box.minimum[axis] < 2 * half[axis] + 48 + 40)
    }
  }

  @Test func aSmallFieldIsPadded() throws {
    let geometry = VolumeGeometry(
      dimensions: [75, 75, 50], affine: Affine(spacing: [2, 2, 3], origin: .zero))
    let body = try volume(geometry, half: [300, 300, 300], at: .zero)
    let grid = try LocaliserGrid.geometry(for: body, input: input, threads: 1)
    #expect(grid.dimensions == [64, 64, 64])
    #expect((grid.centre - geometry.centre).length < 1e-9)
  }

  @Test func airAloneIsRefusedByName() throws {
    let geometry = VolumeGeometry(
      dimensions: [20, 20, 20], affine: Affine(spacing: [4, 4, 4], origin: .zero))
    let nothing = try volume(geometry, half: [-1, -1, -1], at: .zero)
    #expect(throws: AnalysisError.empty) {
      _ = try LocaliserGrid.geometry(for: nothing, input: input, threads: 1)
    }
  }

  @Test func aFieldLongerThanTheModelHoldsIsRefusedByName() throws {
    let geometry = VolumeGeometry(
      dimensions: [8, 8, 400], affine: Affine(spacing: [10, 10, 5], origin: .zero))
    let body = try volume(geometry, half: [30, 30, 3000], at: [35, 35, 0])
    #expect(throws: AnalysisError.fieldOfViewTooLarge(millimetres: 2000)) {
      _ = try LocaliserGrid.geometry(for: body, input: input, threads: 1)
    }
  }
}
