import Foundation
import Imaging
import SpinePhantom
import TestSupport
import Testing

@testable import SpineAnalysis

/// A coarse neck and its outlines, the latter stored as the RSNA files are: mirrored, other axes first.
private struct Neck {
  let study = PhantomStudy(seed: 3_000)
  let volume: Volume
  let geometry: VolumeGeometry

  init() throws {
    let base = study.defaultGeometry
    let spacing = SIMD3<Double>(2, 2, 2)
    let size =
      base.spacing
      * SIMD3(
        Double(base.dimensions.x), Double(base.dimensions.y), Double(base.dimensions.z)) / spacing
    geometry = VolumeGeometry(
      dimensions: [Int(size.x), Int(size.y), Int(size.z)],
      affine: Affine(spacing: spacing, origin: base.position(i: 0, j: 0, slice: 0)))
    volume = Volume(
      geometry: geometry, voxels: .int16(try study.hounsfieldUnits(on: geometry, threads: 2)),
      identity: SeriesIdentity(modality: "CT", isSynthetic: true))
  }

  /// The outlines with their stored axes (k, −j, i), and what `change` makes of the affine.
  func segmentation(_ change: (inout Affine) -> Void = { _ in }) throws -> Volume {
    let labels = try study.labels(on: geometry, threads: 2)
    let d = geometry.dimensions
    let own = geometry.affine
    var affine = Affine(
      i: own.k, j: own.j * -1, k: own.i, origin: own.position(of: [0, Double(d.y - 1), 0]))
    change(&affine)
    let turned = VolumeGeometry(dimensions: [d.z, d.y, d.x], affine: affine)
    let voxels = try VoxelBuffer<Int16>(count: turned.voxelCount) { out in
      for n in 0..<turned.voxelCount {
        let (k, j, i) = (n % d.z, d.y - 1 - n / d.z % d.y, n / (d.z * d.y))
        out[n] = Int16(labels[(k * d.y + j) * d.x + i])
      }
    }
    return Volume(geometry: turned, voxels: .int16(voxels), identity: SeriesIdentity())
  }
}

@Test func outlinesAreLaidOnTheImagesByPosition() throws {
  let neck = try Neck()
  let study = try SegmentedStudy(volume: neck.volume, segmentation: try neck.segmentation())
  let straight = try neck.study.labels(on: neck.geometry, threads: 2)
  let found = study.labels.labels(on: neck.geometry)
  #expect(found.indices.allSatisfy { found[$0] == straight[$0] })
  #expect(found.contains(3))
}

@Test func outlinesThatDoNotFitAreRefused() throws {
  let neck = try Neck()
  func reason(_ segmentation: Volume) -> String {
    do {
      _ = try SegmentedStudy(volume: neck.volume, segmentation: segmentation)
      return ""
    } catch {
      return "\(error)"
    }
  }
  // A volume whose first axis climbs: its mirror image stands on its head.
  let upsideDown = try neck.segmentation { affine in
    affine.origin += affine.i * Double(neck.geometry.dimensions.z - 1)
    affine.i *= -1
  }
  #expect(reason(upsideDown).contains("stands on its head"))
  #expect(reason(try neck.segmentation { $0.origin.y += 60 }).contains("no bone"))
  #expect(reason(try neck.segmentation { $0.origin.z += 400 }).contains("outside the images"))
  let empty = try makeInt16Volume(neck.geometry) { _, _, _ in 0 }
  #expect(reason(empty).contains("no cervical vertebra"))
  let blurred = try makeVolume(neck.geometry) { _ in 1.5 }
  #expect(reason(blurred).contains("whole numbers"))
}

@Test func imagesWithGapsAreRefused() throws {
  let neck = try Neck()
  let warning = ImagingWarning(code: "missing-slices", text: "2 slices seem missing")
  let gaps = Volume(
    geometry: neck.geometry, voxels: neck.volume.voxels, identity: neck.volume.identity,
    warnings: [warning])
  #expect(throws: PreparationError.images(reason: "2 slices seem missing")) {
    _ = try SegmentedStudy(volume: gaps, segmentation: try neck.segmentation())
  }
}

/// A data set's folder with this table and nothing else.
private func dataset(_ table: String) throws -> LabelledDataset {
  let folder = try TemporaryFolder()
  try Data(table.utf8).write(to: URL(fileURLWithPath: folder.file("train.csv")))
  return try LabelledDataset(path: folder.path)
}

@Test func theTableOfADataSetIsRead() throws {
  let head = "StudyInstanceUID,patient_overall,C1,C2,C3,C4,C5,C6,C7"
  let studies = try dataset("\u{FEFF}\(head)\r\n1.2.3,1,0,1,0,0,0,0,1\r\n1.2.4,0,0,0,0,0,0,0,0\r\n")
    .studies
  #expect(studies.map(\.uid) == ["1.2.3", "1.2.4"])
  #expect(studies[0].fractured == [.c2, .c7] && studies[0].isFractured)
  #expect(studies[1].fractured.isEmpty && studies[1].segmentation == nil)
}

@Test(arguments: [
  "", "a,b\n1,2", "StudyInstanceUID,patient_overall,C1,C2,C3,C4,C5,C6,C7",
  "StudyInstanceUID,patient_overall,C1,C2,C3,C4,C5,C6,C7\n../x,0,0,0,0,0,0,0,0",
  "StudyInstanceUID,patient_overall,C1,C2,C3,C4,C5,C6,C7\n1.2,0,0,0,0,0,0,0,",
  "StudyInstanceUID,patient_overall,C1,C2,C3,C4,C5,C6,C7\n1.2,0,0,0,0,0,0,0,2",
  "StudyInstanceUID,patient_overall,C1,C2,C3,C4,C5,C6,C7\n1.2,0,0,0,0,0,0,0,0\n1.2,0,0,0,0,0,0,0,0",
])
func aTableThatIsNoneIsRefused(table: String) throws {
  #expect(throws: PreparationError.self) { _ = try dataset(table) }
}
