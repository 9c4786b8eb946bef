import Foundation
import Imaging

/// A folder of training tensors: `index.json`, one record a study, arrays beside them.
///
/// Each study is written whole or not at all (its record comes last), so an interrupted run goes on
/// where it stopped. docs/formats.md has an example.
public struct PreparationFolder: Sendable {
  public let path: String
  public let settings: PreparationSettings

  /// Opens or creates a folder.
  ///
  /// - Throws: `PreparationError.otherSettings` when it was made with settings that differ.
  public init(path: String, settings: PreparationSettings) throws {
    self.path = path
    self.settings = settings
    for folder in ["studies", "localise", "classify"] {
      try Self.saying(path) {
        try FileManager.default.createDirectory(
          atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
      }
    }
    let file = URL(fileURLWithPath: "\(path)/settings.json")
    if let known = try? Data(contentsOf: file) {
      guard (try? JSONDecoder().decode(PreparationSettings.self, from: known)) == settings else {
        throw PreparationError.otherSettings(path: path)
      }
    } else {
      try Self.write(Self.encoder.encode(settings), to: file.path)
    }
  }

  public func isDone(_ study: String) -> Bool {
    FileManager.default.fileExists(atPath: recordPath(study))
  }

  /// Writes the arrays of one study, then its record.
  ///
  /// - Parameter fractured: the levels that are fractured.
  public func write(
    study: String, volumes: [PreparedVolume], levels: PreparedLevels?, fractured: Set<Level>
  ) throws {
    var record = StudyRecord(id: study, volumes: [], levels: nil)
    for (n, volume) in volumes.enumerated() {
      let name = "localise/\(study)-\(n)"
      try Self.write(volume.imageFile, to: "\(path)/\(name)-image.npy")
      try Self.write(volume.labelFile, to: "\(path)/\(name)-labels.npy")
      let centres = volume.centres.map { (String($0), [$1.x, $1.y, $1.z]) }
      record.volumes.append(
        .init(
          image: "\(name)-image.npy", labels: "\(name)-labels.npy",
          centres: Dictionary(uniqueKeysWithValues: centres)))
    }
    if let levels, !levels.levels.isEmpty {
      let name = "classify/\(study)"
      try Self.write(levels.sliceFile, to: "\(path)/\(name)-slices.npy")
      if let file = levels.fractureFile {
        try Self.write(file, to: "\(path)/\(name)-fractures.npy")
      }
      record.levels = .init(
        slices: "\(name)-slices.npy",
        fractures: levels.fractures == nil ? nil : "\(name)-fractures.npy",
        names: levels.levels.map(\.description),
        fractured: levels.levels.map(fractured.contains))
    }
    try Self.write(Self.encoder.encode(record), to: recordPath(study))
  }

  /// Writes `index.json` from all records.
  ///
  /// - Returns: the number of studies in it.
  @discardableResult
  public func writeIndex() throws -> Int {
    let folder = URL(fileURLWithPath: "\(path)/studies")
    let files = try Self.saying(folder.path) {
      try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }
    let studies = try files.filter { $0.hasSuffix(".json") }.sorted().map { file in
      let place = folder.appendingPathComponent(file)
      return try Self.saying(place.path) {
        try JSONDecoder().decode(StudyRecord.self, from: Data(contentsOf: place))
      }
    }
    let index = PreparationIndex(format: 1, settings: settings, studies: studies)
    try Self.write(Self.encoder.encode(index), to: "\(path)/index.json")
    return studies.count
  }

  private func recordPath(_ study: String) -> String { "\(path)/studies/\(study).json" }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  /// Atomically: a reader sees the old file or the new one.
  private static func write(_ data: Data, to path: String) throws {
    try saying(path) { try data.write(to: URL(fileURLWithPath: path), options: .atomic) }
  }

  private static func saying<R>(_ path: String, _ body: () throws -> R) throws -> R {
    do { return try body() } catch {
      throw PreparationError.file(path: path, reason: (error as NSError).localizedDescription)
    }
  }
}

/// `index.json`.
private struct PreparationIndex: Codable {
  var format: Int
  var settings: PreparationSettings
  var studies: [StudyRecord]
}

/// `studies/ID.json`: file names relative to the folder, centres in voxels (x, y, z) by label.
private struct StudyRecord: Codable {
  var id: String
  var volumes: [VolumeRecord]
  var levels: LevelRecord?

  /// A key without a value is there, as null.
  func encode(to encoder: any Encoder) throws {
    var record = encoder.container(keyedBy: CodingKeys.self)
    try record.encode(id, forKey: .id)
    try record.encode(volumes, forKey: .volumes)
    try record.encode(levels, forKey: .levels)
  }

  struct VolumeRecord: Codable {
    var image: String
    var labels: String
    var centres: [String: [Double]]
  }

  struct LevelRecord: Codable {
    var slices: String
    var fractures: String?
    var names: [String]
    var fractured: [Bool]

    func encode(to encoder: any Encoder) throws {
      var record = encoder.container(keyedBy: CodingKeys.self)
      try record.encode(slices, forKey: .slices)
      try record.encode(fractures, forKey: .fractures)
      try record.encode(names, forKey: .names)
      try record.encode(fractured, forKey: .fractured)
    }
  }
}

/// Why training tensors cannot be written.
public enum PreparationError: Error, Sendable, Equatable, CustomStringConvertible {
  case otherSettings(path: String)
  case file(path: String, reason: String)
  case dataset(path: String, reason: String)
  /// A segmentation that is none of vertebrae, or does not lie on its images.
  case segmentation(reason: String)
  /// Images that no training should see.
  case images(reason: String)

  public var description: String {
    switch self {
    case .otherSettings(let path):
      "\(path) holds tensors made with other settings: choose another folder or empty it"
    case .file(let path, let reason): "\(path): \(reason)"
    case .dataset(let path, let reason): "\(path) is no data set in the RSNA-2022 layout: \(reason)"
    case .segmentation(let reason): "its segmentation cannot be used: \(reason)"
    case .images(let reason): "its images cannot be used: \(reason)"
    }
  }
}
