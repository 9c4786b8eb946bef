import Foundation
import Imaging
import SpinePhantom
import TestSupport
import Testing

@testable import SpineAnalysis
@testable import SpineTUI

private func shipped() throws -> ModelPackage {
  let program = try #require(Program.path)
  return try ModelPackage.load(
    directory: ModelSearch.directory(environment: [:], executable: program))
}

/// A neck that no training saw, in voxels that stage 2 accepts.
private func neck(_ seed: UInt64) throws -> (study: PhantomStudy, volume: Volume) {
  let study = PhantomStudy(seed: seed)
  let geometry = study.defaultGeometry
  return (
    study,
    Volume(
      geometry: geometry, voxels: .int16(try study.hounsfieldUnits(on: geometry, threads: 2)),
      identity: SeriesIdentity(modality: "CT", isSynthetic: true))
  )
}

@Test func theShippedModelIsSmallAndSaysWhatItIs() throws {
  let package = try shipped()
  #expect(package.manifest.trainedOn == "synthetic")
  let bytes = package.contents.values.reduce(0) { $0 + $1.count }
  #expect(bytes < 20_000_000)
  let card = String(decoding: try #require(package.contents["MODEL_CARD.md"]), as: UTF8.self)
  #expect(card.contains("Research use only"))
  #expect(card.contains(package.manifest.version))
}

@Test func theShippedModelNamesTheLevelsAndFindsTheFractureOfAnUnseenNeck() async throws {
  let analyser = try SpineAnalyser(package: try shipped(), threads: 2)
  // The first seed from 9000 on with a fracture.
  let seed = try #require((9000..<9050).first { PhantomStudy(seed: $0).isFractured })
  let (study, volume) = try neck(UInt64(seed))
  let analysis = try await analyser.analyse(volume)
  for (finding, truth) in zip(analysis.findings.levels, study.levels) {
    guard study.isInView(truth.level, on: volume.geometry) else { continue }
    let centre = try #require(finding.centre, "\(truth.level) is not found")
    #expect((centre - truth.centre).length < 8, "\(truth.level)")
  }
  let most = analysis.findings.levels.max { ($0.probability ?? 0) < ($1.probability ?? 0) }
  let fractured = study.levels.filter(\.isFractured).map(\.level)
  #expect(fractured.contains(try #require(most).level))
  #expect(analysis.findings.overall.isFractured)
  // The heat lies on the level that it is for.
  #expect(analysis.heat != nil)
}

@Test func predictWithoutAModelNamedAsksTheShippedOne() throws {
  let program = try #require(Program.path)
  let folder = try TemporaryFolder()
  let (study, volume) = try neck(9001)
  try NIfTIWriter.write(volume, to: folder.file("neck.nii.gz"))
  let outcome = try Program.run(program, ["predict", folder.file("neck.nii.gz"), "--json"])
  #expect(outcome.status == 0, "\(outcome.errors)")
  let document = try #require(
    try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  let levels = try #require(document["levels"] as? [[String: Any]])
  let inView = study.levels.filter { study.isInView($0.level, on: volume.geometry) }
  #expect(levels.count { $0["in_view"] as? Bool == true } == inView.count)
  let model = try #require(document["model"] as? [String: Any])
  #expect(model["name"] as? String == "spinetui-default")
  #expect(document["research_use_only"] as? Bool == true)
}

@Test func phantomsPreparedThroughAModelHoldTheLevelsThatItNamesRight() throws {
  let program = try #require(Program.path)
  let model = try shipped()
  let folder = try TemporaryFolder()
  let output = folder.file("prepared")
  let outcome = try Program.run(
    program,
    [
      "prepare", "--phantom", "9002:1", "--views", "0", "--fractured-levels", "2", "--output",
      output,
      "--model", ModelSearch.directory(environment: [:], executable: program),
    ])
  #expect(outcome.status == 0, "\(outcome.errors)")
  let index = try #require(
    try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: "\(output)/index.json"))) as? [String: Any])
  let record = try #require((index["studies"] as? [[String: Any]])?.first)
  let levels = try #require(record["levels"] as? [String: Any])
  let names = try #require(levels["names"] as? [String])
  let fractured = try #require(levels["fractured"] as? [Bool])
  #expect(names.count >= 5 && names.count == fractured.count)
  let cells = try #require(levels["fractures"] as? String)
  let file = try Data(contentsOf: URL(fileURLWithPath: "\(output)/\(cells)"))
  let values = file.dropFirst(10 + Int(file[8]) + Int(file[9]) << 8).withUnsafeBytes { raw in
    (0..<raw.count / 2).map { raw.loadUnaligned(fromByteOffset: 2 * $0, as: Float16.self) }
  }
  // The marks lie in the fractured levels; a neighbour's edge may show a few.
  let perLevel = values.count / names.count
  func marks(_ isFractured: Bool) -> Float {
    fractured.indices.filter { fractured[$0] == isFractured }.reduce(0) { sum, n in
      sum + values[n * perLevel..<(n + 1) * perLevel].reduce(0) { $0 + Float($1) }
    }
  }
  #expect(fractured.contains(true))
  #expect(marks(true) > 0.3)
  #expect(marks(false) < marks(true) / 5)
  #expect(model.manifest.classify.input == PreparationSettings.standard.classify)
}
