import Imaging
import Testing

@testable import SpineAnalysis

/// A vertebra of 20 × 20 × 16 mm around `centre`.
private func points(around centre: Position) -> [Position] {
  var result: [Position] = []
  for z in stride(from: -8.0, through: 8, by: 2) {
    for y in stride(from: -10.0, through: 10, by: 2) {
      for x in stride(from: -10.0, through: 10, by: 2) { result.append(centre + [x, y, z]) }
    }
  }
  return result
}

@Test func heatCountsForTheSliceThatItLiesOnHoweverTheSpineTilts() throws {
  let input = PreparationSettings.standard.classify
  // Bent forward by 30°: the front of each plane lies lower than its middle.
  let frame = CropFrame(
    points: points(around: [0, 0, 0]), direction: [0, -0.5, -0.866], slices: input.slices, margin: 1)
  let side = 14
  let scan = VolumeGeometry(
    dimensions: [160, 160, 120],
    affine: Affine(spacing: [0.5, 0.5, 1], origin: [-40, -40, -60]))
  for (row, column) in [(2, 7), (7, 7), (11, 3)] {
    var map = [Float](repeating: 0, count: input.slices * side * side)
    map[(7 * side + row) * side + column] = 1
    let heat = LevelHeat(level: .c5, frame: frame, input: input, map: map, side: side)
    let place = heat.geometry.position(i: column, j: row, slice: 7)
    let found = heat.slices(of: scan)
    #expect(found.map(\.slice) == [Int((place.z + 60).rounded())], "row \(row)")
    #expect(found.first.map { abs($0.score - 1) < 1e-6 } == true)
  }
}

@Test func heatBeyondTheScanCountsForNoSlice() {
  let input = PreparationSettings.standard.classify
  let frame = CropFrame(
    points: points(around: [0, 0, 0]), direction: [0, 0, -1], slices: input.slices, margin: 1)
  let map = [Float](repeating: 1, count: input.slices * 14 * 14)
  let heat = LevelHeat(level: .c5, frame: frame, input: input, map: map, side: 14)
  let scan = VolumeGeometry(
    dimensions: [160, 160, 5], affine: Affine(spacing: [0.5, 0.5, 1], origin: [-40, -40, 0]))
  let found = heat.slices(of: scan)
  #expect(!found.isEmpty && found.allSatisfy { (0..<5).contains($0.slice) })
  #expect(found.reduce(0) { $0 + $1.score } < 0.8)
}
