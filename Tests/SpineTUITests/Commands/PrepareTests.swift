import Foundation
import Imaging
import SpinePhantom
import TestSupport
import Testing

@testable import SpineAnalysis

/// A cohort of four small necks: one as it is, one without outlines, one with a slice missing, one
/// whose outlines are no file.
private func cohort(in folder: String) throws -> RSNACohort {
  let cohort = try RSNACohort(
    settings: .init(studies: 4, seed: 5_000, matrix: 160, sliceSpacing: 2, healthyTwins: false),
    folder: folder)
  for study in cohort.studies { try cohort.write(study, threads: 2) }
  try cohort.finish()
  let uids = cohort.studies.map { $0.uid("study") }
  let files = FileManager.default
  try files.removeItem(atPath: "\(folder)/segmentations/\(uids[1]).nii")
  try files.removeItem(atPath: "\(folder)/train_images/\(uids[2])/30.dcm")
  try Data("none".utf8).write(to: URL(fileURLWithPath: "\(folder)/segmentations/\(uids[3]).nii"))
  return cohort
}

private func object(_ data: Data) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
}

/// The values behind a `.npy` header.
private func halves(_ data: Data) -> [Float] {
  let start = 10 + Int(data[8]) + Int(data[9]) << 8
  return data[start...].withUnsafeBytes { raw in
    (0..<raw.count / 2).map {
      Float(raw.loadUnaligned(fromByteOffset: 2 * $0, as: Float16.self))
    }
  }
}

@Test func aDataSetGivesTheTensorsOfItsPhantomsAndNamesWhatItCannotUse() throws {
  let program = try #require(Program.path)
  let folder = try TemporaryFolder()
  let cohort = try cohort(in: folder.file("cohort"))
  let output = folder.file("prepared")
  let outcome = try Program.run(
    program, ["prepare", folder.file("cohort"), "--output", output, "--json"])
  #expect(outcome.status == 65, "\(outcome.errors)")
  let report = try object(Data(outcome.output.utf8))
  let uids = cohort.studies.map { $0.uid("study") }
  #expect(report["studies"] as? Int == 1)
  let skipped = try #require(report["skipped"] as? [[String: String]])
  #expect(skipped.map { $0["study"] } == [uids[1]])
  let refused = try #require(report["refused"] as? [[String: String]])
  #expect(refused.map { $0["study"] } == [uids[2], uids[3]])
  #expect(refused[0]["reason"]?.contains("missing") == true)
  for uid in uids[1...] { #expect(outcome.errors.contains(uid)) }

  // The same neck, painted on the scan's own grid, with its true centres.
  let study = cohort.studies[0]
  let grid = study.defaultGeometry
  let volume = Volume(
    geometry: grid, voxels: .int16(try study.hounsfieldUnits(on: grid, threads: 2)),
    identity: SeriesIdentity(modality: "CT", isSynthetic: true))
  let labels = LabelVolume(geometry: grid, values: try study.labels(on: grid, threads: 2))
  var centres: [UInt8: Position] = [:]
  for truth in study.levels { centres[truth.level.label] = truth.centre }
  for (n, centre) in study.thoracicCentres.enumerated() { centres[UInt8(8 + n)] = centre }
  let settings = PreparationSettings.standard
  let expected = try PreparedVolume(
    volume: volume, labels: labels, centres: centres, input: settings.localise, threads: 2)
  let levels = try PreparedLevels(
    volume: volume, labels: labels, centres: centres, fractures: nil, settings: settings,
    threads: 2)

  func file(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(output)/\(name)"))
  }
  let index = try object(try file("index.json"))
  let record = try #require((index["studies"] as? [[String: Any]])?.first)
  let made = try #require((record["volumes"] as? [[String: Any]])?.first)
  let image = try #require(made["image"] as? String)
  let outlines = try #require(made["labels"] as? String)
  #expect(try file(image) == expected.imageFile)
  #expect(try file(outlines) == expected.labelFile)
  let found = try #require(made["centres"] as? [String: [Double]])
  #expect(Set((1...7).map(String.init)).isSubset(of: found.keys))
  for (label, place) in found {
    let number = try #require(UInt8(label))
    let truth = try #require(expected.centres[number])
    let away = (SIMD3(place[0], place[1], place[2]) - truth).length
    #expect(away * settings.localise.spacingMillimetres < 4.5, "label \(label)")
  }

  let slices = try #require(record["levels"] as? [String: Any])
  #expect(slices["names"] as? [String] == levels.levels.map(\.description))
  let train = try String(contentsOfFile: folder.file("cohort/train.csv"), encoding: .utf8)
  let row = try #require(train.split(separator: "\n").first { $0.hasPrefix(uids[0]) })
  let marks = row.split(separator: ",").dropFirst(2).map { $0 == "1" }
  #expect(slices["fractured"] as? [Bool] == levels.levels.map { marks[$0.rawValue] })
  // Crops stand on the same masks; only the spine's direction follows from centres that differ a little.
  let crops = try #require(slices["slices"] as? String)
  let values = halves(try file(crops))
  #expect(values.count == levels.slices.count)
  let away = zip(values, levels.slices).reduce(0) { $0 + abs($1.0 - Float($1.1)) }
  #expect(away / Float(values.count) < 0.02)
}

@Test func aRefusedStudyIsTriedAgainAndAFinishedOneIsNot() throws {
  let program = try #require(Program.path)
  let folder = try TemporaryFolder()
  let path = folder.file("cohort")
  let cohort = try RSNACohort(
    settings: .init(studies: 1, seed: 7_200, matrix: 128, sliceSpacing: 3, healthyTwins: false),
    folder: path)
  try cohort.write(cohort.studies[0], threads: 2)
  try cohort.finish()
  let uid = cohort.studies[0].uid("study")
  let mask = "\(path)/segmentations/\(uid).nii"
  try FileManager.default.moveItem(atPath: mask, toPath: mask + ".kept")
  let arguments = ["prepare", path, "--output", folder.file("out"), "--views", "0"]
  let before = try Program.run(program, arguments)
  #expect(before.status == 0 && before.output.contains("0 studies, 1 left out"))
  try FileManager.default.moveItem(atPath: mask + ".kept", toPath: mask)
  let after = try Program.run(program, arguments)
  #expect(after.status == 0 && after.output.contains("1 studies"), "\(after.errors)")
  // Nothing of it is read again.
  try FileManager.default.removeItem(atPath: "\(path)/train_images/\(uid)")
  #expect(try Program.run(program, arguments).status == 0)
}

@Test func prepareWantsAFolderOrPhantomsAndNotBoth() throws {
  let program = try #require(Program.path)
  for arguments in [[], ["/nowhere", "--phantom", "1:1"]] {
    let outcome = try Program.run(program, ["prepare", "--output", "/nowhere"] + arguments)
    #expect(outcome.status == 64, "\(arguments)")
  }
}
