import Foundation
import TestSupport
import Testing

@testable import Imaging

/// The short way by which slices of a series are read must say what the long one says.
struct HeaderParserTests {
  /// Files that differ from the first in one thing each.
  private static func variants() -> [DICOMFileWriter] {
    func slice(_ n: Int) -> DICOMFileWriter {
      DICOMFileWriter.ctSlice(z: Double(n) * 0.5, number: n) { c, r in Int16(c + r) }
    }
    func changed(_ change: (inout DICOMFileWriter) -> Void) -> DICOMFileWriter {
      var file = slice(2)
      change(&file)
      return file
    }
    return [
      slice(1), slice(2), slice(3),
      changed { $0.set(0x0020_0032, "DS", "1e1\\-.5\\ 7 ") },
      changed { $0.set(0x0020_0032, "DS", "1\\2") },
      changed { $0.set(0x0020_0032, "DS", "1\\2\\nan") },
      changed { $0.set(0x0020_0032, "DS", "") },
      changed { $0.remove(0x0020_0032) },
      changed { $0.set(0x0020_0013, "IS", "seven") },
      changed { $0.set(0x0020_0013, "IS", "") },
      changed { $0.remove(0x0020_0013) },
      changed { $0.set(0x0008_0018, "UI", "") },
      changed { $0.remove(0x0008_0018) },
      changed { $0.set(0x0010_0010, "PN", "Other^Name") },
      changed { $0.set(0x0020_000E, "UI", "1.2.3.5") },
      changed { $0.set(0x0028_1053, "DS", "2") },
      changed { $0.set(0x0028_1053, "DS", "0") },
      changed { $0.set(0x0028_0030, "DS", "0.5\\0.6") },
      changed { $0.set(0x0020_0037, "DS", "1\\0\\0\\0\\0\\1") },
      changed { $0.set(0x0028_0010, "US", [5]) },
      changed { $0.set(0x0028_0103, "US", [0]) },
      changed { $0.set(0x0018_0050, "DS", "3") },
      changed { $0.set(0x0008_0008, "CS", "ORIGINAL\\PRIMARY\\LOCALIZER") },
      changed { $0.set(0x0020_0012, "IS", "4") },
      changed { $0.set(0x7FE0_0010, "OW", [1, 2, 3]) },
      changed { $0.remove(0x7FE0_0010) },
      slice(4),
    ]
  }

  @Test func everyFileReadsTheSameWhateverWasReadBefore() async throws {
    let folder = try TemporaryFolder()
    let variants = Self.variants()
    let bodies = try variants.enumerated().map { n, file -> (String, [UInt8]) in
      let path = folder.file("f\(n)")
      try file.write(to: path)
      let process = try DICOMWorkerProcess(executable: WorkerPool.defaultExecutable)
      process.send(.header(path: path, wanted: DICOMTag.wanted, withFrames: true))
      return (path, try process.receive(within: 10) { false }.payload)
    }
    func long(_ n: Int) throws -> String {
      "\(InstanceParsing(path: bodies[n].0, header: try FileHeader(bodies[n].1)).outcome())"
    }
    for first in bodies.indices {
      var parser = HeaderParser()
      for next in [first] + bodies.indices {
        let short = bodies[next].1.withUnsafeBytes { parser.outcome(path: bodies[next].0, $0) }
        #expect("\(short)" == (try long(next)), "file \(next) after file \(first)")
      }
    }
  }

  @Test func aBatchSaysOfEachFileWhatItSaysAlone() async throws {
    let folder = try TemporaryFolder()
    var files = Self.variants()
    files += (10..<200).map { n in
      DICOMFileWriter.ctSlice(z: Double(n), number: n, series: "1.2.9") { _, _ in 1 }
    }
    for (n, file) in files.enumerated() { try file.write(to: folder.file("f\(1000 + n)")) }
    try Data("notes".utf8).write(to: URL(fileURLWithPath: folder.file("notes")))
    let together = try await CatalogueScanner(dicom: DICOMReader(workers: 1)).scan(
      paths: [folder.path])
    // Read one by one: fewer than a batch is made of.
    var alone = CatalogueBuilding()
    let pool = WorkerPool(executable: WorkerPool.defaultExecutable, width: 1)
    var records: [FileRecord] = []
    var walk = FolderWalk()
    try walk.add(folder.path)
    for path in walk.files {
      let inbox = Inbox()
      try HeaderScan(files: WalkedFiles(named: [path]), wanted: [0], startedAt: .max).run(
        on: pool, stop: StopFlag()
      ) { inbox.put($0) }
      records += inbox.all
    }
    for group in Dictionary(grouping: records, by: \.outcome.groupKey).values {
      alone.add(GroupListing(group), PackedRecords(group))
    }
    #expect(describe(together) == describe(alone.finished()))
    #expect(together.skippedFileCount == 1)
  }

  private final class Inbox: @unchecked Sendable {
    private let lock = NSLock()
    private var records: [FileRecord] = []
    func put(_ more: [FileRecord]) { lock.withLock { records += more } }
    var all: [FileRecord] { lock.withLock { records } }
  }
}

/// All that a catalogue says, with the images of each series.
func describe(_ catalogue: Catalogue) -> String {
  var lines: [String] = []
  for patient in catalogue.patients {
    lines.append("\(patient.name) \(patient.id) \(patient.birthDate) \(patient.sex)")
    for study in patient.studies {
      lines.append(" \(study.uid) \(study.date) \(study.description)")
      for series in study.series {
        lines.append(
          "  \(series.id) \(series.identity) \(series.columns) \(series.rows) "
            + "\(series.sliceCount) \(series.warnings)")
        if case .dicom(let files) = series.source {
          lines += ((try? files.instances()) ?? []).map { "   \($0)" }
        }
      }
    }
  }
  lines += catalogue.refused.map { "\($0.path): \($0.reason)" }
  lines.append("\(catalogue.skippedFileCount)")
  return lines.joined(separator: "\n")
}
