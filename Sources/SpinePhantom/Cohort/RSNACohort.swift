import Foundation
import Imaging

/// A labelled cohort in the layout of the RSNA 2022 cervical spine fracture data.
///
/// `train.csv`, `train_bounding_boxes.csv`, `train_images/<uid>/<n>.dcm` (1 the most cranial) and
/// `segmentations/<uid>.nii`, column for column; `truth.json` besides, with what real data cannot say.
/// Each study appears whole or not at all, and a run that was interrupted goes on where it stopped.
public struct RSNACohort: Sendable {
  /// What a cohort is made from; kept beside it, so that only the same settings go on with it.
  public struct Settings: Sendable, Hashable, Codable {
    public var studies: Int
    public var seed: UInt64
    public var matrix: Int
    /// mm; nil draws one for each study.
    public var sliceSpacing: Double?
    public var healthyTwins: Bool

    public init(studies: Int, seed: UInt64, matrix: Int, sliceSpacing: Double?, healthyTwins: Bool)
    {
      self.studies = studies
      self.seed = seed
      self.matrix = matrix
      self.sliceSpacing = sliceSpacing
      self.healthyTwins = healthyTwins
    }
  }

  public let settings: Settings
  public let folder: String

  /// The rows of one study, kept until all tables are written.
  struct Record: Codable {
    var uid: String
    var fractured: [Bool]
    var boxes: [String]
    var truth: CohortTruth.Study
  }

  /// - Throws: `CohortError` when the folder holds anything but an unfinished cohort of these settings.
  public init(settings: Settings, folder: String) throws {
    self.settings = settings
    self.folder = folder
    let files = FileManager.default
    if let there = try? files.contentsOfDirectory(atPath: folder), !there.isEmpty {
      guard let kept = files.contents(atPath: folder + "/" + Self.settingsFile) else {
        throw CohortError.occupied(path: folder)
      }
      guard let old = try? JSONDecoder().decode(Settings.self, from: kept), old == settings else {
        throw CohortError.otherSettings(path: folder)
      }
      guard !files.fileExists(atPath: folder + "/train.csv") else {
        throw CohortError.complete(path: folder)
      }
    }
    for sub in ["train_images", "segmentations", Self.workFolder] {
      do {
        try files.createDirectory(atPath: folder + "/" + sub, withIntermediateDirectories: true)
      } catch {
        throw CohortError.cannotWrite(path: folder + "/" + sub, reason: error.localizedDescription)
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try Self.write(encoder.encode(settings), folder + "/" + Self.settingsFile)
  }

  private static let workFolder = ".spinetui-phantom"
  private static let settingsFile = workFolder + "/settings.json"

  /// Every study of the cohort, in order; with twins, each fractured one is followed by its own.
  public var studies: [PhantomStudy] {
    (0..<settings.studies).flatMap { n -> [PhantomStudy] in
      var options = PhantomOptions()
      options.matrix = settings.matrix
      options.sliceSpacing = settings.sliceSpacing
      let study = PhantomStudy(seed: settings.seed &+ UInt64(n), options: options)
      guard settings.healthyTwins, study.isFractured else { return [study] }
      options.withoutFractures = true
      return [study, PhantomStudy(seed: study.seed, options: options)]
    }
  }

  /// Whether the study has been written before.
  public func isDone(_ study: PhantomStudy) -> Bool { record(of: study) != nil }

  private func record(of study: PhantomStudy) -> Record? {
    FileManager.default.contents(atPath: recordPath(study.uid("study"))).flatMap {
      try? JSONDecoder().decode(Record.self, from: $0)
    }
  }

  private func recordPath(_ uid: String) -> String { "\(folder)/\(Self.workFolder)/\(uid).json" }

  /// Writes one study: images, segmentation, and its rows for the tables.
  ///
  /// - Throws: `CohortError`, `VolumeError`, or `CancellationError` when the task is cancelled.
  public func write(_ study: PhantomStudy, threads: Int, progress: ProgressHandler? = nil) throws {
    let uid = study.uid("study")
    let geometry = study.defaultGeometry
    let voxels = try study.hounsfieldUnits(on: geometry, threads: threads, progress: progress)
    let labels = try study.labels(on: geometry, threads: threads, progress: progress)
    let breaks = try study.fractureMask(on: geometry, threads: threads, progress: progress)
    let boxes = BreakBoxes(labels: labels, breaks: breaks, geometry: geometry)
    let images = "\(folder)/train_images/\(uid)"
    // An interrupted run may have left the images without their record.
    try? FileManager.default.removeItem(atPath: images)
    _ = try Folder.made(at: images) { fresh in
      let writer = StudyWriter(
        study: study, patient: study.patient, geometry: geometry, syntax: .explicitLittleEndian,
        fileName: { "\($0).dcm" })
      try writer.write(voxels, into: fresh, threads: threads, progress: progress)
    }
    try Self.write(LabelNIfTI.bytes(labels, geometry), "\(folder)/segmentations/\(uid).nii")
    let record = Record(
      uid: uid, fractured: Level.allCases.map(boxes.isBroken), boxes: boxes.rows(uid: uid),
      truth: CohortTruth.Study(study, on: geometry))
    try Self.write(JSONEncoder().encode(record), recordPath(uid))
  }

  /// Writes the tables, once every study is there.
  ///
  /// - Returns: how many studies show a fracture.
  @discardableResult public func finish() throws -> Int {
    var positive = 0
    var train = "StudyInstanceUID,patient_overall,C1,C2,C3,C4,C5,C6,C7\n"
    var boxes = "StudyInstanceUID,x,y,width,height,slice_number\n"
    var truth = CohortTruth()
    for study in studies {
      guard let record = record(of: study) else {
        throw CohortError.cannotWrite(
          path: folder + "/train.csv", reason: "study \(study.seed) is missing")
      }
      let marks = ([record.fractured.contains(true)] + record.fractured).map { $0 ? "1" : "0" }
      if record.fractured.contains(true) { positive += 1 }
      train += ([record.uid] + marks).joined(separator: ",") + "\n"
      for row in record.boxes { boxes += row + "\n" }
      truth.studies[record.uid] = record.truth
    }
    try Self.write(truth.json(), folder + "/truth.json")
    try Self.write(Data(boxes.utf8), folder + "/train_bounding_boxes.csv")
    try Self.write(Data(train.utf8), folder + "/train.csv")
    return positive
  }

  private static func write(_ data: Data, _ path: String) throws(CohortError) {
    do {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .cannotWrite(path: path, reason: error.localizedDescription)
    }
  }
}

/// Where breaks show, slice by slice.
struct BreakBoxes {
  /// Bounds in pixels of each level's breaks: key is slice × 8 + level.
  private var bounds: [Int: (x: ClosedRange<Int>, y: ClosedRange<Int>)] = [:]
  private var counts = [Int](repeating: 0, count: 7)
  private let geometry: VolumeGeometry

  init(labels: VoxelBuffer<UInt8>, breaks: VoxelBuffer<UInt8>, geometry: VolumeGeometry) {
    self.geometry = geometry
    let d = geometry.dimensions
    breaks.withUnsafeBuffer { marks in
      for n in marks.indices where marks[n] == 1 {
        let label = Int(labels[n])
        guard (1...7).contains(label) else { continue }
        counts[label - 1] += 1
        let (i, j, k) = (n % d.x, n / d.x % d.y, n / (d.x * d.y))
        let key = k * 8 + label - 1
        if let b = bounds[key] {
          bounds[key] = (
            min(b.x.lowerBound, i)...max(b.x.upperBound, i),
            min(b.y.lowerBound, j)...max(b.y.upperBound, j)
          )
        } else {
          bounds[key] = (i...i, j...j)
        }
      }
    }
  }

  /// A level counts as fractured when enough of the break lies in the images to be seen.
  func isBroken(_ level: Level) -> Bool { counts[level.rawValue] >= 4 }

  /// `StudyInstanceUID,x,y,width,height,slice_number`, with 2 mm of margin, clipped to the image.
  func rows(uid: String) -> [String] {
    let d = geometry.dimensions
    let margin = 2 / geometry.spacing.x
    return bounds.keys.sorted().compactMap { key in
      guard counts[key % 8] >= 4, let b = bounds[key] else { return nil }
      let x = max(0, Double(b.x.lowerBound) - margin)
      let y = max(0, Double(b.y.lowerBound) - margin)
      let right = min(Double(d.x), Double(b.x.upperBound) + 1 + margin)
      let below = min(Double(d.y), Double(b.y.upperBound) + 1 + margin)
      let numbers = [x, y, right - x, below - y].map { String(format: "%.5f", $0) }
      return ([uid] + numbers + [String(d.z - key / 8)]).joined(separator: ",")
    }
  }
}
