import ArgumentParser
import Foundation
import Imaging
import SpineAnalysis

/// `spinetui predict`: findings of one or many studies.
struct Predict: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Name C1–C7 and give each a probability of fracture. For research use only.",
    discussion: """
      Of each study the CT series with the most axial slices is read, unless --series names another. \
      Progress and warnings go to stderr. When some of many studies fail, each is reported and the exit \
      code is the worst of theirs.
      """)

  @Argument(help: "Files or folders.")
  var paths: [String]

  @Option(help: "The model package; the built-in one if none is named.")
  var model: String?

  @Option(help: "Read the series with this UID.")
  var series: String?

  @Option(help: "Write one JSON file per study into this folder.")
  var output: String?

  @Flag(help: "Print JSON: one document, or an array when there are several studies.")
  var json = false

  @Flag(help: "Print CSV: a line for each level and one for the whole neck.")
  var csv = false

  func validate() throws {
    if json, csv { throw ValidationError("--json and --csv exclude each other.") }
    if paths.isEmpty { throw ValidationError("Name a file or a folder.") }
  }

  func run() async throws {
    let analyser: SpineAnalyser
    let inputs: [PredictInput]
    do {
      let package = try ModelPackage.load(directory: ModelSearch.directory(named: model))
      analyser = try SpineAnalyser(package: package, threads: ThreadBudget.current)
      inputs = try await PredictInput.all(at: paths, series: series)
    } catch {
      throw Failure(error).reported()
    }
    var worst: Int32 = 0
    var documents: [String] = []
    if csv { print(FindingsCSV.header) }
    for input in inputs {
      do {
        let findings = try await read(input, with: analyser)
        let document = String(decoding: try FindingsDocument(findings).json(), as: UTF8.self)
        if let output { try write(document, of: findings.identity, into: output) }
        documents.append(document)
        if csv { FindingsCSV.lines(findings).forEach { print($0) } }
        if !json, !csv { FindingsTable.lines(findings).forEach { print($0) } }
      } catch {
        let failure = Failure(error, about: input.name)
        failure.report()
        documents.append(failure.document)
        worst = failure.worse(than: worst)
      }
    }
    if json {
      print(documents.count == 1 ? documents[0] : "[\n\(documents.joined(separator: ",\n"))\n]")
    }
    if worst != 0 { throw ExitCode(worst) }
  }

  private func read(_ input: PredictInput, with analyser: SpineAnalyser) async throws -> Findings {
    let clock = ContinuousClock()
    let start = clock.now
    let line = StageLine(name: input.name)
    let volume = try await input.load { line.show($0) }
    let loaded = clock.now
    var findings = try await analyser.analyse(volume) { line.show($0) }.findings
    line.finish()
    for warning in findings.warnings { say("\(input.name): \(warning.text)") }
    findings.seconds.load = (loaded - start).inSeconds
    findings.seconds.total += findings.seconds.load
    return findings
  }

  /// File names come from the series UID, never from a patient's name.
  private func write(_ document: String, of identity: SeriesIdentity, into folder: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let uid = identity.seriesUID.isEmpty ? identity.studyUID : identity.seriesUID
    let name = String(uid.map { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) ? $0 : "_" })
    let path = "\(folder)/\(name.hasPrefix(".") ? "_" + name : name).json"
    try Data((document + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  private func say(_ sentence: String) {
    FileHandle.standardError.write(Data("spinetui: \(sentence)\n".utf8))
  }
}

extension Duration {
  fileprivate var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}

/// Findings as a table for people.
enum FindingsTable {
  static func lines(_ findings: Findings) -> [String] {
    let model = "\(findings.model.name) \(findings.model.version)"
    var lines = ["\(findings.identity.seriesUID)  \(model)  research use only"]
    for level in findings.levels {
      var text = "not in view"
      if level.inView {
        text = level.probability.map { percent($0, of: level.threshold) } ?? "not assessed"
        if let centre = level.centre {
          text += String(format: "  centre %.1f %.1f %.1f mm", centre.x, centre.y, centre.z)
        }
      }
      lines.append("  \(level.level)  \(text)")
    }
    let overall = findings.overall
    let text = overall.probability.map { percent($0, of: overall.threshold) } ?? "not assessed"
    lines.append("  neck  \(text)")
    return lines
  }

  private static func percent(_ probability: Double, of threshold: Double) -> String {
    let mark = probability >= threshold ? "FRACTURE?" : ""
    return String(format: "%5.1f %%  %-9@", probability * 100, mark as NSString)
  }
}
