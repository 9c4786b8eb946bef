import Foundation
import TestSupport
import Testing

@testable import Imaging

@Test func previewPlacesAreEvenAndInside() {
  for count in 1...40 {
    let places = SeriesPreview.places(of: count)
    #expect(!places.isEmpty && places.count <= SeriesPreview.sliceCount)
    #expect(places.allSatisfy { $0 >= 0 && $0 < count })
    #expect(Set(zip(places, places.dropFirst()).map { $1 - $0 }).count <= 1)
  }
}

/// A preview's slices are the whole volume's, voxel for voxel and at the same places.
@Test(arguments: ["dicom", "nifti"]) func previewsShowTheVolumesOwnSlices(kind: String) async throws
{
  let folder = try TemporaryFolder()
  if kind == "dicom" {
    for n in 0..<21 {
      try DICOMFileWriter.ctSlice(z: 3 * Double(n), number: n) { c, r in Int16(c + 10 * r + 100 * n)
      }
      .write(to: folder.file("IM\(100 + n)"))
    }
  } else {
    let volume = try makeInt16Volume(
      VolumeGeometry(
        dimensions: [8, 6, 21], affine: Affine(spacing: [0.5, 0.5, 3], origin: [-10, -20, 0]))
    ) { i, j, k in Int16(i + 10 * j + 100 * k) }
    try NIfTIWriter.write(volume, to: folder.file("a.nii.gz"))
  }
  let reader = DICOMReader()
  let series = try #require(
    try await CatalogueScanner(dicom: reader).scan(paths: [folder.path]).series.first)
  let whole = try await SeriesLoader.load(series, dicom: reader)
  let preview = try #require(try await SeriesPreview.load(series, dicom: reader))
  #expect(preview.geometry.dimensions == [8, 6, 3])
  #expect(preview.geometry.sliceCoordinates == nil)
  for k in 0..<3 {
    let place = preview.geometry.affine.position(of: [0, 0, Double(k)])
    let there = Int(whole.geometry.affine.index(of: place).z.rounded())
    #expect(there == [5, 10, 15][k] || there == 20 - [5, 10, 15][k])
    for (i, j) in [(0, 0), (7, 5), (3, 2)] {
      #expect(
        preview.hounsfieldUnits(i: i, j: j, slice: k)
          == whole.hounsfieldUnits(i: i, j: j, slice: there))
    }
  }
}

@Test func aPreviewOfAnImageWithoutSidesSaysSo() async throws {
  let folder = try TemporaryFolder()
  let volume = try makeInt16Volume(
    VolumeGeometry(
      dimensions: [8, 6, 21], affine: Affine(spacing: [0.5, 0.5, 3], origin: .zero))
  ) { _, _, _ in 0 }
  var bytes = try NIfTIWriter.header(of: volume)
  // Neither qform nor sform.
  for place in 252..<256 { bytes[place] = 0 }
  bytes += [UInt8](repeating: 0, count: 2 * 8 * 6 * 21)
  try Data(bytes).write(to: URL(fileURLWithPath: folder.file("a.nii")))
  let reader = DICOMReader()
  let series = try #require(
    try await CatalogueScanner(dicom: reader).scan(paths: [folder.path]).series.first)
  let preview = try #require(try await SeriesPreview.load(series, dicom: reader))
  #expect(preview.geometry.dimensions.z == 3)
  #expect(!preview.hasKnownPlace)
}
