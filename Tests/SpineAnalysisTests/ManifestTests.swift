import Foundation
import Testing

@testable import SpineAnalysis

struct ManifestTests {
  /// A manifest as docs/formats.md shows it, changed at one place.
  static func document(_ change: (inout [String: Any]) -> Void = { _ in }) throws -> Data {
    let point: [String: Any] = ["value": 0.5, "sensitivity": 0.8, "specificity": 0.9]
    let settings = PreparationSettings.standard
    func object(_ value: some Encodable) throws -> Any {
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
    }
    var document: [String: Any] = [
      "format": 1, "name": "test", "version": "1", "licence": "MIT", "trained_on": "synthetic",
      "localise": [
        "file": "localise.onnx", "input": try object(settings.localise),
        "outputs": [
          "labels": "labels", "classes": ModelManifest.classes, "offsets": "offsets",
          "offset_mm": 10.0,
        ],
        "requires": ["pixel_mm": 6.0, "slice_mm": 6.0],
      ],
      "classify": [
        "file": "classify.onnx", "input": try object(settings.classify),
        "outputs": ["logit": "logit", "attention": "attention"],
        "calibration": ["slope": 1.0, "intercept": 0.0],
        "heat": ["layer": "features", "reference": 1.0],
        "requires": ["pixel_mm": 0.8, "slice_mm": 1.5],
      ],
      "thresholds": [
        "levels": Dictionary(uniqueKeysWithValues: (1...7).map { ("C\($0)", point) }),
        "overall": point,
      ],
      "files": [
        "localise.onnx": String(repeating: "0", count: 64),
        "classify.onnx": String(repeating: "f", count: 64),
      ],
    ]
    change(&document)
    return try JSONSerialization.data(withJSONObject: document)
  }

  /// Sets the value at a path of keys.
  static func set(_ document: inout [String: Any], _ path: [String], _ value: Any?) {
    guard path.count > 1 else { return document[path[0]] = value }
    var inner = document[path[0]] as? [String: Any] ?? [:]
    set(&inner, Array(path.dropFirst()), value)
    document[path[0]] = inner
  }

  func reason(_ path: String, _ value: Any?) throws -> String? {
    let json = try Self.document {
      Self.set(&$0, path.split(separator: "/").map(String.init), value)
    }
    do throws(ModelPackageError) {
      _ = try ModelManifest(json: json, path: "manifest.json")
      return nil
    } catch {
      guard case .manifest(_, let reason) = error else { return "another error: \(error)" }
      return reason
    }
  }

  @Test func aWholeManifestIsRead() throws {
    let manifest = try ModelManifest(json: Self.document(), path: "manifest.json")
    #expect(manifest.localise.input == PreparationSettings.standard.localise)
    #expect(manifest.classify.input == PreparationSettings.standard.classify)
    #expect(manifest.thresholds.overall.sensitivity == 0.8)
    let again = try ModelManifest(json: JSONEncoder().encode(manifest), path: "manifest.json")
    #expect(again == manifest)
  }

  @Test(arguments: [
    ("format", "its format is 2, and this program reads 1"),
    ("name", "name and version must not be empty"),
  ])
  func wrongHeadsAreNamed(path: String, sentence: String) throws {
    #expect(try reason(path, path == "format" ? 2 as Any : "") == sentence)
  }

  @Test(arguments: [
    "name", "localise", "localise/input/spacing_mm", "classify/calibration/slope",
    "thresholds/overall", "files",
  ])
  func whatIsMissingIsNamed(path: String) throws {
    let name = path.replacingOccurrences(of: "/", with: ".")
    #expect(try reason(path, nil) == "\(name) is missing")
  }

  @Test func valuesThatWouldTrapLaterAreRefused() throws {
    let cases: [(String, Any)] = [
      ("localise/input/spacing_mm", 0.0), ("localise/input/spacing_mm", -3.0),
      ("localise/input/size_multiple", 0), ("localise/input/maximum_side", 100_000),
      ("localise/input/layout", "NDHWC"), ("localise/outputs/classes", ["background", "C1"]),
      ("localise/outputs/offset_mm", 0.0), ("localise/input/window_hu", [300, 300]),
      ("classify/input/slices", 1), ("classify/input/slices", 100_000),
      ("classify/input/neighbours", 4), ("classify/input/neighbours", 0),
      ("classify/input/size_pixels", 0), ("classify/input/pixel_mm", 0.0),
      ("classify/input/neighbour_step_mm", 0.0), ("classify/input/margin_mm", -1.0),
      ("classify/calibration/slope", 0.0), ("classify/heat/reference", 0.0),
      ("classify/requires/pixel_mm", 0.0), ("thresholds/levels/C3/value", 1.5),
      ("thresholds/levels", [String: Any]()), ("files", [String: Any]()),
      ("files/localise.onnx", "abc"), ("files/..%2Fother", String(repeating: "0", count: 64)),
      ("localise/file", "../localise.onnx"), ("classify/input/slices", "fifteen"),
    ]
    for (path, value) in cases {
      let reason = try reason(path, value)
      #expect(reason != nil, "\(path) = \(value)")
      #expect(reason?.hasPrefix("another") != true, "\(path): \(reason ?? "")")
    }
  }

  @Test func whatIsNotJSONIsNamed() {
    #expect(throws: ModelPackageError.manifest(path: "m", reason: "it is not JSON")) {
      _ = try ModelManifest(json: Data("{\"format\": 1".utf8), path: "m")
    }
  }
}

/// Packages on disk.
struct ModelPackageTests {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "package-\(UInt64.random(in: 0...UInt64.max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func write(_ files: [String: String]) throws {
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    let digests = files.mapValues { SHA256.hex(of: $0.utf8) }
    try ManifestTests.document { $0["files"] = digests }
      .write(to: folder.appendingPathComponent("manifest.json"))
  }

  @Test func aPackageTellsTheHashOfEveryFile() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(["localise.onnx": "a", "classify.onnx": "abc"])
    let package = try ModelPackage.load(directory: folder.path)
    #expect(package.identity.sha256.count == 3)
    #expect(package.identity.sha256["classify.onnx"] == SHA256.hex(of: "abc".utf8))
  }

  @Test func aChangedFileIsRefusedByName() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(["localise.onnx": "a", "classify.onnx": "b"])
    try Data("c".utf8).write(to: folder.appendingPathComponent("classify.onnx"))
    #expect(throws: ModelPackageError.changedFile(name: "classify.onnx", package: folder.path)) {
      _ = try ModelPackage.load(directory: folder.path)
    }
  }

  @Test func aMissingFileIsRefusedByName() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(["localise.onnx": "a", "classify.onnx": "b"])
    try FileManager.default.removeItem(at: folder.appendingPathComponent("localise.onnx"))
    #expect(throws: ModelPackageError.missingFile(name: "localise.onnx", package: folder.path)) {
      _ = try ModelPackage.load(directory: folder.path)
    }
  }

  @Test func aFolderWithoutManifestIsNoPackage() {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: ModelPackageError.notFound(path: folder.path)) {
      _ = try ModelPackage.load(directory: folder.path)
    }
  }

  @Test func graphsThatAreNoONNXAreRefusedByName() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(["localise.onnx": "no graph", "classify.onnx": "neither"])
    let package = try ModelPackage.load(directory: folder.path)
    do {
      _ = try SpineAnalyser(package: package, threads: 1)
      Issue.record("an analyser was made from nothing")
    } catch let error as ModelPackageError {
      guard case .graph(let file, _) = error else { throw error }
      #expect(file == "localise.onnx")
    }
  }

  @Test func theSearchTakesTheNearestChoice() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.appendingPathComponent("share/spinetui/models/default")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data("{}".utf8).write(to: place.appendingPathComponent("manifest.json"))
    let executable = folder.appendingPathComponent("bin/spinetui").path
    func found(_ named: String?, _ environment: [String: String], _ configured: String?) throws
      -> String
    {
      try ModelSearch.directory(
        named: named, configured: configured, environment: environment, executable: executable)
    }
    let environment = ["SPINETUI_MODEL": "/from/environment"]
    #expect(try found("/named", environment, "/configured") == "/named")
    #expect(try found(nil, environment, "/configured") == "/from/environment")
    #expect(try found(nil, [:], "/configured") == "/configured")
    #expect(try found(nil, [:], nil) == place.path)
  }

  @Test func theSearchLooksAboveABuildFolder() {
    let places = ModelSearch.builtInPlaces(
      executable: "/home/me/spinetui/.build/x86_64-unknown-linux-gnu/release/spinetui")
    #expect(places.last == "/home/me/spinetui/models/default")
  }
}
