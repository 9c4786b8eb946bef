import Foundation
import Imaging

/// A folder in the layout of the RSNA 2022 cervical spine fracture data.
///
/// `train.csv` (StudyInstanceUID, patient_overall, C1…C7), `train_images/UID/*.dcm`, and for some
/// studies `segmentations/UID.nii` or `.nii.gz`.
public struct LabelledDataset: Sendable {
  public let studies: [LabelledStudy]

  /// - Throws: `PreparationError.dataset` when the table is missing or any line of it cannot be read.
  public init(path: String) throws(PreparationError) {
    let table = "\(path)/train.csv"
    guard let data = FileManager.default.contents(atPath: table) else {
      throw .dataset(path: path, reason: "there is no train.csv")
    }
    let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
    let columns = ["StudyInstanceUID", "patient_overall"] + Level.allCases.map(\.description)
    // A byte order mark before the first name is no part of it.
    let names = lines.first?.drop { $0 == "\u{FEFF}" }.split(
      separator: ",", omittingEmptySubsequences: false
    ).map(String.init)
    guard let names, Set(names).isSuperset(of: columns), Set(names).count == names.count else {
      throw .dataset(
        path: path, reason: "train.csv needs the columns \(columns.joined(separator: ", "))")
    }
    var studies: [LabelledStudy] = []
    var seen: Set<String> = []
    for (number, line) in lines.enumerated().dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let row = Dictionary(zip(names, cells)) { first, _ in first }
      guard cells.count == names.count, let study = LabelledStudy(row: row, folder: path) else {
        throw .dataset(
          path: path, reason: "line \(number + 1) of train.csv is not a UID and 0 or 1")
      }
      guard seen.insert(study.uid).inserted else {
        throw .dataset(path: path, reason: "train.csv names the study \(study.uid) twice")
      }
      studies.append(study)
    }
    guard !studies.isEmpty else { throw .dataset(path: path, reason: "train.csv names no study") }
    self.studies = studies
  }
}

/// One line of `train.csv`, and where its files are.
public struct LabelledStudy: Sendable {
  public let uid: String
  public let isFractured: Bool
  public let fractured: Set<Level>
  /// The folder of its images.
  public let images: String
  /// The outlines of its vertebrae; nil where there are none.
  public let segmentation: String?

  /// The UID becomes part of paths: it must be one. Source: PS3.5 section 9.
  init?(row: [String: String], folder: String) {
    guard let uid = row["StudyInstanceUID"], (1...64).contains(uid.utf8.count),
      uid.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), uid.contains(where: \.isNumber)
    else { return nil }
    func mark(_ name: String) -> Bool? {
      switch row[name] {
      case "0": false
      case "1": true
      default: nil
      }
    }
    guard let overall = mark("patient_overall") else { return nil }
    var fractured: Set<Level> = []
    for level in Level.allCases {
      guard let isBroken = mark(level.description) else { return nil }
      if isBroken { fractured.insert(level) }
    }
    self.uid = uid
    isFractured = overall
    self.fractured = fractured
    images = "\(folder)/train_images/\(uid)"
    segmentation = ["nii", "nii.gz"].map { "\(folder)/segmentations/\(uid).\($0)" }
      .first(where: FileManager.default.fileExists)
  }
}
