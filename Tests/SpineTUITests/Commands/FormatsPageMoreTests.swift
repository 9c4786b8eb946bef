import Foundation
import Imaging
import TestSupport
import Testing

@testable import SpineAnalysis
@testable import SpineTUI

@Test func thePageOfFormatsHasTheKeysOfTheIndex() throws {
  let document = IndexCommand.Document(
    path: "i", folders: [.init(paths: ["p"], files: 1, bytes: 2, used: "u")])
  try expectSameKeys(String(decoding: try jsonData(document), as: UTF8.self), "study-index")
}

@Test func thePageOfFormatsHasTheKeysOfAnEvaluation() throws {
  let model = ModelIdentity(name: "m", version: "1", sha256: ["classify.onnx": "b"])
  let json = String(decoding: try jsonData(PhantomScore(model: model).summary), as: UTF8.self)
  try expectSameKeys(json, "evaluate")
  // Nothing was read, so nothing is measured; the keys are there.
  let document = try #require(
    try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  for key in [
    "naming_accuracy", "median_centre_mm", "auc_overall", "auc_levels", "median_seconds",
  ] {
    #expect(document[key] is NSNull, "\(key)")
  }
}

@Test func thePageOfFormatsHasTheHeaderOfTheTable() throws {
  #expect(try formatsExample("csv predict") == FindingsCSV.header)
}

@Test func thePageOfFormatsShowsTheManifestOfTheModelThatShips() throws {
  let shipped = try String(
    contentsOf: Python.packageRoot.appendingPathComponent("models/default/manifest.json"),
    encoding: .utf8)
  try expectSameKeys(shipped, "manifest")
  let page = try ModelManifest(
    json: Data(try formatsExample("json manifest").utf8), path: "formats.md")
  #expect(page.files == (try ModelManifest(json: Data(shipped.utf8), path: "m")).files)
}

@Test func thePageOfFormatsShowsAConfigurationWithEverySetting() throws {
  let file = try ConfigurationFile(try formatsExample("json config-file").utf8, path: "config.json")
  let settings = try Settings(file: file)
  #expect(Set(file.object.keys) == Set(settings.entries.map(\.name) + Settings.groups))
  #expect(settings.windows.contains { $0.name == "dens" })
}
