import Foundation
import Imaging

/// The findings as one JSON document; docs/formats.md has an example.
///
/// Every key is always there: what is not in view or not assessed is null.
public struct FindingsDocument: Encodable, Sendable {
  private let findings: Findings

  public init(_ findings: Findings) { self.findings = findings }

  /// UTF-8, keys sorted, indented, without a final newline.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  private enum Key: String, CodingKey {
    case study, series, model, levels, warnings, seconds
    case researchUseOnly = "research_use_only"
    case overall = "patient_overall"
  }

  public func encode(to encoder: any Encoder) throws {
    var document = encoder.container(keyedBy: Key.self)
    try document.encode(findings.identity.studyUID, forKey: .study)
    try document.encode(findings.identity.seriesUID, forKey: .series)
    try document.encode(findings.model, forKey: .model)
    try document.encode(true, forKey: .researchUseOnly)
    try document.encode(findings.levels.map(LevelDocument.init), forKey: .levels)
    try document.encode(OverallDocument(finding: findings.overall), forKey: .overall)
    try document.encode(findings.warnings, forKey: .warnings)
    try document.encode(findings.seconds, forKey: .seconds)
  }
}

private struct LevelDocument: Encodable {
  let finding: LevelFinding

  enum Key: String, CodingKey {
    case level, probability, fractured, threshold, slices
    case inView = "in_view"
    case notAssessed = "not_assessed"
    case centre = "centre_mm_lps"
    case box = "box_mm_lps"
  }

  func encode(to encoder: any Encoder) throws {
    var document = encoder.container(keyedBy: Key.self)
    try document.encode(finding.level.description, forKey: .level)
    try document.encode(finding.inView, forKey: .inView)
    try document.encode(finding.probability, forKey: .probability)
    try document.encode(finding.probability.map { _ in finding.isFractured }, forKey: .fractured)
    try document.encode(finding.threshold, forKey: .threshold)
    try document.encode(finding.notAssessedReason, forKey: .notAssessed)
    try document.encode(finding.centre.map(\.triple), forKey: .centre)
    try document.encode(
      finding.box.map { [$0.minimum.triple, $0.maximum.triple] }, forKey: .box)
    try document.encode(
      finding.slices.map { [Double($0.slice), $0.score] }, forKey: .slices)
  }
}

private struct OverallDocument: Encodable {
  let finding: OverallFinding

  enum Key: String, CodingKey { case probability, fractured, threshold }

  func encode(to encoder: any Encoder) throws {
    var document = encoder.container(keyedBy: Key.self)
    try document.encode(finding.probability, forKey: .probability)
    try document.encode(finding.probability.map { _ in finding.isFractured }, forKey: .fractured)
    try document.encode(finding.threshold, forKey: .threshold)
  }
}

extension SIMD3<Double> {
  fileprivate var triple: [Double] { [x, y, z] }
}

/// The findings as CSV: a line a level, and a line "overall".
public enum FindingsCSV {
  public static let header =
    "study,series,level,in_view,probability,fractured,threshold,centre_x_mm,centre_y_mm,centre_z_mm,not_assessed,model,version"

  /// Empty fields where there is no value; quotes as RFC 4180 asks.
  public static func lines(_ findings: Findings) -> [String] {
    let identity = findings.identity
    let model = [findings.model.name, findings.model.version]
    let levels = findings.levels.map { level in
      [identity.studyUID, identity.seriesUID, level.level.description, "\(level.inView)"]
        + verdict(level.probability, level.isFractured, level.threshold)
        + (level.centre.map { ["\($0.x)", "\($0.y)", "\($0.z)"] } ?? ["", "", ""])
        + [level.notAssessedReason ?? ""] + model
    }
    let overall =
      [identity.studyUID, identity.seriesUID, "overall", ""]
      + verdict(
        findings.overall.probability, findings.overall.isFractured, findings.overall.threshold)
      + ["", "", "", ""] + model
    return (levels + [overall]).map { $0.map(quoted).joined(separator: ",") }
  }

  private static func verdict(
    _ probability: Double?, _ fractured: Bool, _ threshold: Double
  ) -> [String] {
    [probability.map { "\($0)" } ?? "", probability == nil ? "" : "\(fractured)", "\(threshold)"]
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { "\",\r\n".contains($0) }) else { return field }
    return "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
