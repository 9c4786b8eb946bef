import Foundation
import Imaging
import SpineAnalysis
import TestSupport
import Testing

@testable import SpineTUI

/// One study in DICOM: a neck of blocks, and what may lie beside it.
private struct Study {
  let folder: TemporaryFolder
  let program: String

  init() throws {
    program = try #require(Program.path)
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("data"), withIntermediateDirectories: true)
    try BlockNeck.writeModel(
      to: folder.file("model"), digest: { SHA256.hex(of: $0) }, classifyPixel: 3, classifySlice: 3)
  }

  /// Axial images of the neck; `change` spoils each.
  func writeAxial(
    _ uid: String, spacing: SIMD3<Double> = [3, 3, 3],
    change: (inout DICOMFileWriter) -> Void = { _ in }
  ) throws {
    let volume = try BlockNeck.volume(spacing: spacing)
    let size = volume.geometry.dimensions
    for k in 0..<size.z {
      let place = volume.geometry.position(i: 0, j: 0, slice: k)
      var file = DICOMFileWriter.ctSlice(
        columns: size.x, rows: size.y, z: place.z, number: k + 1, series: uid
      ) { i, j in Int16(volume.hounsfieldUnits(i: i, j: j, slice: k)) + 1024 }
      file.set(0x0020_0032, "DS", "\(place.x)\\\(place.y)\\\(place.z)")
      file.set(0x0028_0030, "DS", "\(spacing.y)\\\(spacing.x)")
      change(&file)
      try file.write(to: folder.file("data/\(uid)-\(k)"))
    }
  }

  /// The same neck cut coronally: 64 images, more than the axial ones.
  func writeCoronal(_ uid: String) throws {
    let volume = try BlockNeck.volume(spacing: [3, 1.5, 3])
    let size = volume.geometry.dimensions
    for j in 0..<size.y {
      let place = volume.geometry.position(i: 0, j: j, slice: size.z - 1)
      var file = DICOMFileWriter.ctSlice(
        columns: size.x, rows: size.z, z: place.z, number: j + 1, series: uid
      ) { i, row in Int16(volume.hounsfieldUnits(i: i, j: j, slice: size.z - 1 - row)) + 1024 }
      file.set(0x0020_0032, "DS", "\(place.x)\\\(place.y)\\\(place.z)")
      file.set(0x0020_0037, "DS", "1\\0\\0\\0\\0\\-1")
      file.set(0x0028_0030, "DS", "3\\3")
      try file.write(to: folder.file("data/\(uid)-\(j)"))
    }
  }

  func predict(_ arguments: String...) throws -> (outcome: Program.Outcome, [String: Any]) {
    let outcome = try Program.run(
      program,
      ["predict", "--model", folder.file("model"), folder.file("data"), "--json"] + arguments)
    let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return (outcome, try #require(document as? [String: Any]))
  }
}

@Test func aCoronalReformatOfMoreSlicesDoesNotComeBeforeTheAxialSeries() throws {
  let study = try Study()
  try study.writeAxial("1.2.3.4")
  try study.writeCoronal("1.2.3.5")
  let (outcome, document) = try study.predict()
  #expect(outcome.status == 0, "\(outcome.errors)")
  #expect(document["series"] as? String == "1.2.3.4")
  let (_, named) = try study.predict("--series", "1.2.3.5")
  #expect(named["series"] as? String == "1.2.3.5")
}

@Test func aPileOfMoreImagesDoesNotComeBeforeTheVolume() throws {
  let study = try Study()
  try study.writeAxial("1.2.3.4")
  try study.writeAxial("1.2.3.5", spacing: [3, 3, 1.5]) { $0.remove(0x0020_0032) }
  let (outcome, document) = try study.predict()
  #expect(outcome.status == 0, "\(outcome.errors)")
  #expect(document["series"] as? String == "1.2.3.4")
}

@Test func aSeriesThatTheChecksRefuseIsPassedOverAloud() throws {
  let study = try Study()
  try study.writeAxial("1.2.3.4")
  // Without bone and air: no Hounsfield units.
  try study.writeAxial("1.2.3.5", spacing: [3, 3, 1.5]) {
    $0.set(0x0028_1053, "DS", "0.01")
    $0.set(0x0028_1052, "DS", "0")
  }
  let (outcome, document) = try study.predict()
  #expect(outcome.status == 0, "\(outcome.errors)")
  #expect(document["series"] as? String == "1.2.3.4")
  let warnings = try #require(document["warnings"] as? [[String: String]])
  let first = try #require(warnings.first)
  #expect(first["code"] == "series-passed-over")
  #expect(first["text"]?.contains("1.2.3.5") == true)
  #expect(outcome.errors.contains("series 1.2.3.5 was not read"))
}
