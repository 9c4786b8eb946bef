import Foundation
import TestSupport
import Testing

@testable import Imaging

private let evenGrids = GridCase.allCases.filter { $0 != .uneven }

private func numbered(_ geometry: VolumeGeometry) throws -> Volume {
  try makeInt16Volume(geometry) { i, j, k in Int16((i * 977 + j * 3571 + k * 7919) % 6001 - 3000) }
}

@Test(arguments: evenGrids)
func aWrittenVolumeIsReadBackAtItsPlace(grid: GridCase) throws {
  let folder = try TemporaryFolder()
  let whole = try numbered(grid.geometry)
  let fractional = try makeVolume(grid.geometry) { $0.x < 0 ? .nan : Float($0.y * 0.37) }
  for volume in [whole, fractional] {
    try NIfTIWriter.write(volume, to: folder.file("a.nii.gz"))
    let read = try NIfTIFile(path: folder.file("a.nii.gz")).load()
    #expect(read.warnings == [])
    #expect(read.geometry.dimensions == volume.geometry.dimensions)
    for (a, b) in zip(read.geometry.corners, volume.geometry.corners) {
      #expect((a - b).length < 1e-5)
    }
    switch (volume.voxels, read.voxels) {
    case (.int16(let a), .int16(let b)):
      #expect((0..<a.count).allSatisfy { a[$0] == b[$0] })
    case (.float32(let a), .float32(let b)):
      #expect((0..<a.count).allSatisfy { a[$0].bitPattern == b[$0].bitPattern })
    default: Issue.record("the voxel type changed")
    }
  }
}

@Test func theQuaternionOfEveryRotationAndMirrorIsItsMatrix() throws {
  var random = SplitMix64(seed: 3)
  func component() -> Double { Double.random(in: -1...1, using: &random) }
  var affines: [Affine] = []
  for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
    for signs in 0..<8 {
      var columns = [SIMD3<Double>](repeating: .zero, count: 3)
      for n in 0..<3 { columns[n][order[n]] = (signs >> n & 1 == 0 ? 1 : -1) * (0.5 + Double(n)) }
      affines.append(Affine(i: columns[0], j: columns[1], k: columns[2], origin: [1, -2, 3]))
    }
  }
  for n in 0..<200 {
    let x = SIMD3(component(), component(), component()).normalized
    let y = SIMD3(component(), component(), component()).cross(x).normalized
    let z = x.cross(y) * (n.isMultiple(of: 2) ? 1 : -1)
    affines.append(Affine(i: x * 0.4, j: y * 0.5, k: z * 1.25, origin: [100, -200, 300]))
  }
  var withQform = 0
  for affine in affines {
    let geometry = VolumeGeometry(dimensions: [64, 64, 40], affine: affine)
    var bytes = try NIfTIWriter.header(of: try numbered(geometry))
    // A rotation that float32 cannot hold is left to the sform.
    guard bytes[252] == 1 else { continue }
    withQform += 1
    // Without its sform the header has the qform alone.
    (bytes[254], bytes[255]) = (0, 0)
    let (read, warnings) = try NIfTIHeader(bytes: bytes, path: "").geometry()
    #expect(warnings == [])
    for (a, b) in zip(read.corners, geometry.corners) { #expect((a - b).length < 0.01) }
  }
  #expect(withQform > 230)
}

@Test func aShearedVolumeHasNoQform() throws {
  for grid in [GridCase.tilted, .sheared] {
    let bytes = try NIfTIWriter.header(of: try numbered(grid.geometry))
    #expect(bytes[252] == 0)
    #expect(bytes[254] == 1)
  }
}

@Test func twoWritesGiveTheSameBytesReadableByTheOwnerAlone() throws {
  let folder = try TemporaryFolder()
  let volume = try numbered(GridCase.even.geometry)
  for name in ["a.nii.gz", "b.nii.gz"] { try NIfTIWriter.write(volume, to: folder.file(name)) }
  let files = try ["a.nii.gz", "b.nii.gz"].map {
    try Data(contentsOf: URL(fileURLWithPath: folder.file($0)))
  }
  #expect(files[0] == files[1])
  let mode = try FileManager.default.attributesOfItem(atPath: folder.file("a.nii.gz"))[
    .posixPermissions]
  #expect(mode as? Int == 0o600)
  #expect(
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
      "a.nii.gz", "b.nii.gz",
    ])
}

@Test func aPhantomIsStillKnownAsOneWhenReadBack() throws {
  let folder = try TemporaryFolder()
  for isSynthetic in [false, true] {
    let volume = try makeInt16Volume(
      GridCase.even.geometry, identity: SeriesIdentity(isSynthetic: isSynthetic)
    ) { _, _, _ in 0 }
    try NIfTIWriter.write(volume, to: folder.file("p.nii.gz"))
    #expect(try NIfTIFile(path: folder.file("p.nii.gz")).load().identity.isSynthetic == isSynthetic)
  }
}

private struct ReadBack: Decodable {
  var shape: [Int]
  var type: String
  var affine: [[Double]]
  var qform: [[Double]]?
  var axes: String
  var values: [Float]
}

@Test(
  .enabled(if: Python.isAvailable, "needs SPINETUI_PYTHON or .venv with nibabel"),
  arguments: evenGrids)
func nibabelReadsTheSameVolume(grid: GridCase) throws {
  let folder = try TemporaryFolder()
  let volume = try numbered(grid.geometry)
  try NIfTIWriter.write(volume, to: folder.file("a.nii.gz"))
  let json = try Python.conformance("read_back.py", [folder.file("a.nii.gz")])
  let read = try #require(try JSONDecoder().decode([ReadBack].self, from: Data(json.utf8)).first)
  let d = grid.geometry.dimensions
  #expect(read.shape == [d.x, d.y, d.z])
  #expect(read.type == "int16")
  #expect(read.axes == grid.geometry.affine.orientationCode)
  for (a, b) in zip(read.affine.joined(), grid.geometry.affine.flippedXY.rows.joined()) {
    #expect(abs(a - b) < 1e-5)
  }
  if let qform = read.qform {
    for (a, b) in zip(qform.joined(), read.affine.joined()) { #expect(abs(a - b) < 1e-4) }
  } else {
    #expect(grid == .tilted || grid == .sheared)
  }
  guard case .int16(let buffer) = volume.voxels else { return }
  #expect(read.values == (0..<buffer.count).map { Float(buffer[$0]) })
}
