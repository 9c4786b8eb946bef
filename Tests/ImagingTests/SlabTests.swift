import Foundation
import Imaging
import TestSupport
import Testing

/// 30 × 24 × 21 voxels of 0.7 × 0.8 × 1.25 mm.
private let grid = VolumeGeometry(
  dimensions: [30, 24, 21], affine: Affine(spacing: [0.7, 0.8, 1.25], origin: [-9, 4, -80]))

/// A value for each stored slice, the same all over it: what a slab makes of them is arithmetic.
private func layered(_ values: [Int16]) throws -> Volume {
  try makeInt16Volume(grid) { _, _, k in values[k] }
}

@Test(arguments: GridCase.allCases, [1.0, 2.5, 4.2])
func theMeanOfASlabOverARampIsTheRampInItsMiddle(grid: GridCase, thickness: Double) throws {
  let geometry = grid.geometry
  let reslicer = Reslicer(try Ramp.standard.volume(geometry))
  var random = SplitMix64(seed: 8)
  func component() -> Double { Double.random(in: -1...1, using: &random) }
  for _ in 0..<6 {
    let right = SIMD3(component(), component(), component()).normalized
    let down = SIMD3(component(), component(), component()).cross(right).normalized
    let plane = Plane(
      origin: geometry.centre, right: right, down: down, spacing: 0.3, width: 1, height: 1
    ).viewport(centre: geometry.centre, spacing: 0.3, width: 5, height: 5)
    let slice = reslicer.slice(plane, slab: Slab(thickness: thickness))
    for y in 0..<5 {
      for x in 0..<5 {
        let truth = Ramp.standard(plane.position(x: Double(x), y: Double(y)))
        #expect(abs(Double(slice[x, y]) - truth) < 0.05)
      }
    }
  }
}

/// The mean is the integral of the stored slices over the thickness, each as thick as their distance.
@Test(arguments: [0.5, 1.25, 2.0, 3.75, 5.0, 7.3])
func theMeanWeighsEachStoredSliceByItsPartOfTheSlab(thickness: Double) throws {
  let values = (0..<21).map { Int16($0 * $0 * 7 - 900) }
  let stack = SliceStack(geometry: grid, orientation: .axial)
  let reslicer = Reslicer(try layered(values))
  for index in 6..<15 {
    let middle = Double(20 - index) * 1.25
    // Midpoint rule, fine enough to be the integral.
    let count = 20_000
    let mean = (0..<count).reduce(0.0) { sum, n in
      let z = middle + ((Double(n) + 0.5) / Double(count) - 0.5) * thickness
      return sum + Double(values[Int((z / 1.25).rounded())])
    } / Double(count)
    let slice = reslicer.slice(stack.plane(at: index), slab: Slab(thickness: thickness))
    #expect(abs(Double(slice[7, 9]) - mean) < 0.2, "slice \(index), \(thickness) mm")
  }
}

@Test func projectionsTakeTheExtremesOfTheStoredSlicesInside() throws {
  var values = [Int16](repeating: 40, count: 21)
  (values[12], values[7]) = (1500, -990)
  let reslicer = Reslicer(try layered(values))
  let stack = SliceStack(geometry: grid, orientation: .axial)
  func value(_ stored: Int, _ thickness: Double, _ projection: Slab.Projection) -> Float {
    let plane = stack.plane(at: 20 - stored)
    return reslicer.slice(plane, slab: Slab(thickness: thickness, projection: projection))[3, 3]
  }
  // 5 mm reach two slices to either side, and not three.
  #expect(value(10, 5, .maximum) == 1500)
  #expect(value(9, 5, .maximum) == 40)
  #expect(value(14, 5, .maximum) == 1500)
  #expect(value(9, 5, .minimum) == -990)
  #expect(value(10, 5, .minimum) == 40)
  #expect(value(12, 0.1, .minimum) == 1500)
}

@Test func aSlabLeavesOutWhatWasNotScanned() throws {
  let volume = try makeInt16Volume(grid, padding: -2000) { i, _, k in
    i < 10 ? -2000 : k < 10 ? -2000 : 60
  }
  let reslicer = Reslicer(volume)
  let plane = SliceStack(geometry: grid, orientation: .axial).plane(at: 20 - 10)
  for projection in Slab.Projection.allCases {
    let slice = reslicer.slice(plane, slab: Slab(thickness: 5, projection: projection))
    #expect(slice[2, 2].isNaN)
    #expect(slice[20, 2] == 60)
  }
  // Beyond the ends of the stack the slab is what there is of it.
  let last = reslicer.slice(
    SliceStack(geometry: grid, orientation: .axial).plane(at: 0), slab: Slab(thickness: 9))
  #expect(last[20, 2] == 60)
}

@Test func slabLevelsAreTheWindowedSlab() throws {
  let reslicer = Reslicer(try Ramp.second.volume(grid))
  let plane = SliceStack(geometry: grid, orientation: .coronal).plane(at: 11)
  let slab = Slab(thickness: 3)
  let window = Window(center: -300, width: 900)
  let levels = reslicer.levels(plane, sampling: Sampling(slab: slab), window: window)
  #expect(levels == reslicer.slice(plane, slab: slab).levels(window))
  // Four samples to a pixel over a ramp are the pixel.
  let mean = reslicer.levels(
    plane, sampling: Sampling(slab: slab), window: window, meansOf: [2, 2])
  let inner = (plane.height / 2) * plane.width + plane.width / 2
  #expect(abs(Int(mean[inner]) - Int(levels[inner])) <= 1)
}
