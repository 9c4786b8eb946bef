import Foundation
import Imaging

/// How a grid is cut into blocks, and each voxel into samples.
struct Sampling {
  /// Where each sample of a voxel lies, from its centre, in voxels.
  var samples: [SIMD3<Double>]
  /// Voxels of one block along each axis.
  var block: SIMD3<Int>
  /// Side of the cube that each sample stands for, with the scanner's point spread, mm.
  var width: Double
  /// Correlation length of the noise in the plane and across, mm, and its deviation, HU.
  var noiseCell: Double
  var noiseDepth: Double
  var noiseDeviation: Double

  /// - Parameters:
  ///   - kernelWidth: full width at half maximum of the point spread, mm.
  ///   - noise: deviation at a voxel of 0.4 × 0.4 × 1 mm, HU.
  init(geometry: VolumeGeometry, kernelWidth: Double, noise: Double, capacity: Int = 512) {
    let spacing = geometry.spacing
    let least = min(spacing.x, spacing.y, spacing.z)
    // Thick slices are averages of thin ones; a coarse cube is an average of eight.
    let step = max(1.05, least * 1.3)
    func count(_ s: Double) -> Int { min(5, max(1, Int((s / step - 0.25).rounded(.up)))) }
    let counts = SIMD3(count(spacing.x), count(spacing.y), count(spacing.z))
    samples = Sampling.lattice(counts)
    // Four corners of a cube, no two on an edge, stand for all eight.
    if counts == SIMD3(1, 1, 1), least > 1.6 {
      samples = [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]].map { $0 * 0.25 }
    }
    let cube = cbrt(spacing.x * spacing.y * spacing.z / Double(samples.count))
    width = (cube * cube + kernelWidth * kernelWidth).squareRoot()
    var block = SIMD3(1, 1, 1)
    let each = samples.count
    while block.x * block.y * block.z * each * 2 <= capacity {
      let extent = SIMD3(
        spacing.x * Double(block.x), spacing.y * Double(block.y), spacing.z * Double(block.z))
      let axis = [0, 1, 2].filter { block[$0] < geometry.dimensions[$0] }.min {
        extent[$0] < extent[$1]
      }
      guard let axis else { break }
      block[axis] *= 2
    }
    self.block = block
    // Quantum noise falls with the square root of the volume that a voxel averages.
    let a = geometry.affine
    func extent(_ n: Int) -> Double { abs(a.i[n]) + abs(a.j[n]) + abs(a.k[n]) }
    let (cell, depth) = (0.62, 1.0)
    let wide = max(cell, 1.1 * max(extent(0), extent(1)))
    let deep = max(depth, extent(2))
    noiseCell = wide
    noiseDepth = deep
    noiseDeviation = noise * (cell * cell * depth / (wide * wide * deep)).squareRoot()
  }

  private static func lattice(_ counts: SIMD3<Int>) -> [SIMD3<Double>] {
    func places(_ count: Int) -> [Double] {
      (0..<count).map { (Double($0) + 0.5) / Double(count) - 0.5 }
    }
    return places(counts.z).flatMap { c in
      places(counts.y).flatMap { b in places(counts.x).map { a in SIMD3(a, b, c) } }
    }
  }
}
