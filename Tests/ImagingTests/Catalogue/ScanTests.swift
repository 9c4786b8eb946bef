import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Imaging

/// An index in memory that notes what is asked of it.
final class RememberingIndex: CatalogueIndex {
  struct Stored: Sendable {
    var group: IndexedGroup
    var records: [UInt8]
  }
  struct Failure: Error {}
  private let stored = Mutex<[Int64: Stored]>([:])
  private let last = Mutex<Int64>(0)
  let fails = Mutex(false)
  let losesRecords = Mutex(false)

  var groupCount: Int { stored.withLock { $0.count } }
  func forgetAll() { stored.withLock { $0 = [:] } }
  func damage() { stored.withLock { all in for id in all.keys { all[id]?.group.listing = [7] } } }

  func groups() throws -> [IndexedGroup] {
    if fails.withLock({ $0 }) { throw Failure() }
    return stored.withLock { $0.values.map(\.group) }
  }

  func records(ofGroup id: Int64) throws -> [UInt8] {
    guard !losesRecords.withLock({ $0 }), let found = stored.withLock({ $0[id] }) else {
      throw CatalogueError.outdated(reason: "gone")
    }
    return found.records
  }

  func replace(_ ids: [Int64], with groups: [UnsavedGroup]) throws -> [Int64] {
    if fails.withLock({ $0 }) { throw Failure() }
    return stored.withLock { all in
      for id in ids { all[id] = nil }
      return groups.map { group in
        let id = last.withLock {
          $0 += 1
          return $0
        }
        all[id] = Stored(
          group: IndexedGroup(
            id: id, key: group.key, fileKeys: group.fileKeys, listing: group.listing),
          records: group.records)
        return id
      }
    }
  }
}

/// Scans with and without an index must come to the same.
struct ScanTests {
  private let folder: TemporaryFolder
  private let index = RememberingIndex()

  init() throws {
    folder = try TemporaryFolder()
    for series in 1...3 {
      try FileManager.default.createDirectory(
        atPath: folder.file("s\(series)"), withIntermediateDirectories: false)
      for n in 0..<20 { try slice(series, n) }
    }
    try Data("notes".utf8).write(to: URL(fileURLWithPath: folder.file("notes.txt")))
    try Data([UInt8](repeating: 0, count: 128) + Array("DICM".utf8)).write(
      to: URL(fileURLWithPath: folder.file("s1/broken")))
    let volume = try makeInt16Volume(GridCase.tilted.geometry) { i, _, _ in Int16(i) }
    try NIfTIWriter.write(volume, to: folder.file("a.nii.gz"))
  }

  private func slice(_ series: Int, _ n: Int, z: Double? = nil) throws {
    try DICOMFileWriter.ctSlice(z: z ?? Double(n), number: n, series: "1.2.\(series)") { c, r in
      Int16(c + r)
    }.write(to: folder.file("s\(series)/IM\(100 + n)"))
  }

  /// - Parameter later: seconds after now at which the files seem to be looked at: fresh ones are read again.
  private func scan(
    _ index: RememberingIndex?, later: Double = 60
  ) async throws -> (catalogue: Catalogue, read: Int, found: [Catalogue]) {
    let events = Mutex<(read: Int, found: [Catalogue])>((0, []))
    let scanner = CatalogueScanner(
      dicom: .shared, index: index,
      clock: { FileFingerprint.now() + Int64(later * 1e9) })
    let catalogue = try await scanner.scan(paths: [folder.path]) { event in
      events.withLock {
        switch event {
        case .progress(let step) where step.stage == "reading headers": $0.read = step.total
        case .found(let catalogue): $0.found.append(catalogue)
        case .progress, .warning: break
        }
      }
    }
    let (read, found) = events.withLock { $0 }
    return (catalogue, read, found)
  }

  private func expectFresh(_ catalogue: Catalogue) async throws {
    let fresh = try await scan(nil).catalogue
    #expect(describe(catalogue) == describe(fresh))
  }

  @Test func whatTheIndexKnowsIsNotReadAgain() async throws {
    let first = try await scan(index)
    // 60 slices, a broken one, the notes; NIfTI is told by its name.
    #expect(first.read == 62)
    #expect(first.catalogue.series.count == 4)
    #expect(first.found.isEmpty)
    try await expectFresh(first.catalogue)
    let second = try await scan(index)
    #expect(second.read == 0)
    #expect(second.found.count == 1)
    try await expectFresh(try #require(second.found.first))
    try await expectFresh(second.catalogue)
    let volume = try await SeriesLoader.load(try #require(second.catalogue.series.first))
    #expect(volume.geometry.dimensions.z == 20)
  }

  @Test func changedNewAndVanishedFilesAreNoticed() async throws {
    _ = try await scan(index)
    try slice(1, 5, z: 5.25)
    #expect(try await scan(index).read == 1)
    try slice(2, 20)
    try FileManager.default.removeItem(atPath: folder.file("s3/IM107"))
    var after = try await scan(index)
    #expect(after.read == 1)
    try await expectFresh(after.catalogue)
    // A file that becomes another series leaves its old one.
    try DICOMFileWriter.ctSlice(z: 3, number: 3, series: "1.2.9") { _, _ in 0 }.write(
      to: folder.file("s1/IM103"))
    after = try await scan(index)
    #expect(after.read == 1)
    try await expectFresh(after.catalogue)
    try FileManager.default.removeItem(atPath: folder.file("s2"))
    try FileManager.default.moveItem(atPath: folder.file("s3"), toPath: folder.file("s4"))
    after = try await scan(index)
    try await expectFresh(after.catalogue)
    #expect(try await scan(index).read == 0)
  }

  @Test func aFileWrittenJustBeforeItWasReadIsReadAgain() async throws {
    _ = try await scan(index, later: -60)
    #expect(try await scan(index, later: -60).read == 62)
    #expect(try await scan(index).read == 62)
    #expect(try await scan(index).read == 0)
  }

  @Test func aFileThatChangedBehindTheListIsNotLoaded() async throws {
    for index in [nil, index] {
      let catalogue = try await scan(index).catalogue
      let series = try #require(catalogue.series.first { $0.id == "1.2.2" })
      try slice(2, 7, z: 7.5)
      await #expect(throws: CatalogueError.changed(path: folder.file("s2/IM107"))) {
        _ = try await SeriesLoader.load(series)
      }
      // Its neighbours are as they were.
      let other = try #require(catalogue.series.first { $0.id == "1.2.1" })
      _ = try await SeriesLoader.load(other)
    }
  }

  @Test func aSeriesMarkChangesWithItsFilesAlone() async throws {
    func marks(_ index: RememberingIndex?) async throws -> [String: SourceMark] {
      Dictionary(
        uniqueKeysWithValues: try await scan(index).catalogue.series.map {
          ($0.id, try $0.sourceMark())
        })
    }
    let before = try await marks(nil)
    #expect(Set(before.values).count == before.count)
    // The first scan fills the index, the second reads it.
    for _ in 0..<2 { #expect(try await marks(index) == before) }
    try slice(2, 7, z: 7.5)
    for index in [nil, index] {
      let after = try await marks(index)
      #expect(after.filter { before[$0.key] != $0.value }.map(\.key) == ["1.2.2"])
    }
  }

  @Test func aNewFileOfASeriesWhoseRecordsAreGoneHidesNoOldOne() async throws {
    _ = try await scan(index)
    try slice(2, 20)
    // Another program replaces the records after they have been listed.
    index.losesRecords.withLock { $0 = true }
    let after = try await scan(index)
    index.losesRecords.withLock { $0 = false }
    #expect(after.catalogue.series.first { $0.id == "1.2.2" }?.sliceCount == 21)
    try await expectFresh(after.catalogue)
  }

  @Test func aFileWrittenOverWhileItsSeriesIsReadStopsTheReading() async throws {
    let catalogue = try await scan(nil).catalogue
    let series = try #require(catalogue.series.first { $0.id == "1.2.2" })
    let isFirst = Atomic(true)
    let path = folder.file("s2/IM100")
    let watch = LoadWatch(progress: { _ in
      guard isFirst.exchange(false, ordering: .relaxed) else { return }
      try? DICOMFileWriter.ctSlice(z: 0, number: 0, series: "1.2.2") { _, _ in 7 }.write(to: path)
    })
    await #expect(throws: CatalogueError.changed(path: path)) {
      _ = try await SeriesLoader.load(series, watch: watch)
    }
  }

  @Test func anIndexThatLosesItsRecordsSaysSoAndIsMadeAnew() async throws {
    _ = try await scan(index)
    let catalogue = try await scan(index).catalogue
    index.forgetAll()
    await #expect(throws: CatalogueError.outdated(reason: "gone")) {
      _ = try await SeriesLoader.load(try #require(catalogue.series.first))
    }
    let again = try await scan(index)
    #expect(again.read == 62)
    try await expectFresh(again.catalogue)
  }

  @Test func aDamagedOrFailingIndexCostsAScanAndNoMore() async throws {
    _ = try await scan(index)
    index.damage()
    let again = try await scan(index)
    #expect(again.read == 62)
    try await expectFresh(again.catalogue)
    #expect(try await scan(index).read == 0)
    index.fails.withLock { $0 = true }
    let without = try await scan(index)
    #expect(without.read == 62)
    try await expectFresh(without.catalogue)
  }

  @Test func aFolderThatIsGoneIsNotListedFromMemory() async throws {
    _ = try await scan(index)
    try FileManager.default.removeItem(atPath: folder.path)
    let found = Mutex<[Int]>([])
    let scanner = CatalogueScanner(index: index)
    await #expect(throws: CatalogueError.self) {
      _ = try await scanner.scan(paths: [folder.path]) { event in
        if case .found(let catalogue) = event {
          found.withLock { $0.append(catalogue.series.count) }
        }
      }
    }
    #expect(found.withLock { $0 } == [4, 0])
  }
}
