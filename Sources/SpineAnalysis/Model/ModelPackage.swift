import Foundation
import Imaging

/// A model on disk: its manifest and graphs, every byte of them checked against the manifest.
public struct ModelPackage: Sendable {
  public let directory: String
  public let manifest: ModelManifest
  /// What every result says of the model.
  public let identity: ModelIdentity
  /// The files' contents, by name.
  let contents: [String: Data]

  public static let manifestName = "manifest.json"

  /// Reads a package and checks the SHA-256 of every file that its manifest names.
  public static func load(directory: String) throws(ModelPackageError) -> ModelPackage {
    let folder = URL(fileURLWithPath: directory, isDirectory: true)
    let manifestPath = folder.appendingPathComponent(manifestName).path
    guard FileManager.default.fileExists(atPath: manifestPath) else {
      throw .notFound(path: directory)
    }
    let json = try read(manifestPath)
    let manifest = try ModelManifest(json: json, path: manifestPath)
    var contents: [String: Data] = [:]
    var digests = [manifestName: SHA256.hex(of: json)]
    for (name, expected) in manifest.files {
      let path = folder.appendingPathComponent(name).path
      guard FileManager.default.fileExists(atPath: path) else {
        throw .missingFile(name: name, package: directory)
      }
      let bytes = try read(path)
      let digest = SHA256.hex(of: bytes)
      guard digest == expected.lowercased() else {
        throw .changedFile(name: name, package: directory)
      }
      digests[name] = digest
      contents[name] = bytes
    }
    return ModelPackage(
      directory: directory, manifest: manifest,
      identity: ModelIdentity(manifest, digests: digests),
      contents: contents)
  }

  private static func read(_ path: String) throws(ModelPackageError) -> Data {
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
    }
  }
}

extension ModelIdentity {
  /// Its text is another's: it is made safe to show once, here.
  fileprivate init(_ manifest: ModelManifest, digests: [String: String]) {
    self.init(
      name: DisplayText.safe(manifest.name), version: DisplayText.safe(manifest.version),
      sha256: Dictionary(
        digests.map { (DisplayText.safe($0.key), $0.value) },
        uniquingKeysWith: { first, _ in first }))
  }
}
