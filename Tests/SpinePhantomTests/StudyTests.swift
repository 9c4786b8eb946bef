import Imaging
import SpinePhantom
import Testing

/// A box of `count` voxels of `spacing` mm around a place.
func grid(_ centre: Position, _ count: SIMD3<Int>, _ spacing: SIMD3<Double>) -> VolumeGeometry {
  let half =
    SIMD3<Double>(
      Double(count.x - 1) * spacing.x, Double(count.y - 1) * spacing.y,
      Double(count.z - 1) * spacing.z) / 2
  return VolumeGeometry(dimensions: count, affine: Affine(spacing: spacing, origin: centre - half))
}

func values<T>(_ buffer: VoxelBuffer<T>) -> [T] { buffer.withUnsafeBuffer { Array($0) } }

@Test func theSameSeedPaintsTheSameNeck() throws {
  let study = PhantomStudy(seed: 7)
  let g = grid(study.levels[4].centre, [48, 48, 8], [0.5, 0.5, 1])
  let first = try values(study.hounsfieldUnits(on: g, threads: 1))
  #expect(try values(PhantomStudy(seed: 7).hounsfieldUnits(on: g, threads: 2)) == first)
  #expect(try values(PhantomStudy(seed: 8).hounsfieldUnits(on: g)) != first)
}

@Test func aCropShowsTheSameVoxelsAsTheWhole() throws {
  let study = PhantomStudy(seed: 11)
  let whole = grid(study.levels[3].centre, [120, 120, 12], [0.5, 0.5, 1])
  var crop = whole
  crop.dimensions = [32, 24, 5]
  crop.affine.origin = whole.position(i: 50, j: 41, slice: 3)
  let big = try values(study.hounsfieldUnits(on: whole))
  let small = try values(study.hounsfieldUnits(on: crop))
  var different = 0
  for k in 0..<5 {
    for j in 0..<24 {
      for i in 0..<32 {
        let there = Int(big[((k + 3) * 120 + j + 41) * 120 + i + 50])
        // Positions round differently in Float: one HU here and there.
        if abs(there - Int(small[(k * 24 + j) * 32 + i])) > 2 { different += 1 }
      }
    }
  }
  #expect(different <= 4)
}
