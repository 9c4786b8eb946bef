import Foundation
import TestSupport
import Testing

@testable import Imaging

private struct Differences: Decodable {
  var linear, levels: Double
  var nearest, pixels: Int
}

private struct PlaneFacts: Encodable {
  var origin, right, down: [Double]
  var spacing: Double
  var width, height: Int

  init(_ plane: Plane) {
    func list(_ v: SIMD3<Double>) -> [Double] { [v.x, v.y, v.z] }
    (origin, right, down) = (list(plane.origin), list(plane.right), list(plane.down))
    (spacing, width, height) = (plane.pixelSpacing.x, plane.width, plane.height)
  }
}

private struct Facts: Encodable {
  var dimensions: [Int]
  var affine: [[Double]]
  var window: [Double]
  var planes: [PlaneFacts]
}

/// Noise of the full CT range, cut by random oblique planes, beside scipy's `map_coordinates`.
@Test(
  .enabled(if: Python.isAvailable, "needs Python with scipy"),
  arguments: GridCase.allCases.filter { $0 != .uneven })
func randomPlanesAreThoseOfScipy(grid: GridCase) throws {
  let folder = try TemporaryFolder()
  let geometry = grid.geometry
  var random = SplitMix64(seed: 11)
  let noise = (0..<geometry.voxelCount).map { _ in Int16.random(in: -1024...3071, using: &random) }
  let d = geometry.dimensions
  let volume = try makeInt16Volume(geometry) { i, j, k in noise[(k * d.y + j) * d.x + i] }
  func direction() -> SIMD3<Double> {
    SIMD3<Double>.random(in: -1...1, using: &random).normalized
  }
  let planes = (0..<20).map { _ in
    let (right, other) = (direction(), direction())
    let down = (other - right * other.dot(right)).normalized
    let middle = geometry.affine.position(of: [
      Double.random(in: 2...Double(d.x - 3), using: &random),
      Double.random(in: 2...Double(d.y - 3), using: &random),
      Double.random(in: 2...Double(d.z - 3), using: &random),
    ])
    return Plane(origin: middle, right: right, down: down, spacing: 0.37, width: 61, height: 53)
      .viewport(centre: middle, spacing: 0.37, width: 61, height: 53)
  }
  func write(_ bytes: Data, _ name: String) throws {
    try bytes.write(to: URL(fileURLWithPath: folder.file(name)))
  }
  let window = Window(center: 350, width: 2000)
  let reslicer = Reslicer(volume)
  try write(noise.map(Float.init).withUnsafeBytes { Data($0) }, "voxels.f32")
  for (number, plane) in planes.enumerated() {
    for kind in [Interpolation.linear, .nearest] {
      let values = reslicer.slice(plane, interpolation: kind).values
      try write(values.withUnsafeBytes { Data($0) }, "\(kind.rawValue)-\(number).f32")
    }
    try write(Data(reslicer.levels(plane, window: window)), "levels-\(number).u8")
  }
  let facts = Facts(
    dimensions: [d.x, d.y, d.z], affine: geometry.affine.rows,
    window: [window.center, window.width], planes: planes.map(PlaneFacts.init))
  try write(try JSONEncoder().encode(facts), "planes.json")
  let printed = try Python.conformance("compare_planes.py", [folder.path])
  let found = try JSONDecoder().decode(Differences.self, from: Data(printed.utf8))
  #expect(found.pixels > 5_000)
  #expect(found.linear <= 0.05)
  #expect(found.nearest == 0)
  #expect(found.levels <= 1)
}
