import Foundation
import Imaging
import Synchronization
import TestSupport
import Testing

@testable import Archive

/// The index in SQLite: what it gives back, who may read it, and what it does when it is not what it was.
struct StudyIndexTests {
  private let folder: TemporaryFolder
  private var path: String { folder.file("data/spinetui/index.sqlite") }

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("ward"), withIntermediateDirectories: false)
    for n in 0..<30 {
      try DICOMFileWriter.ctSlice(z: Double(n), number: n, series: "1.2.\(n % 2)") { c, r in
        Int16(c + r)
      }.write(to: folder.file("ward/IM\(100 + n)"))
    }
  }

  private func group(_ key: String, _ byte: UInt8 = 1) -> UnsavedGroup {
    UnsavedGroup(
      key: key, fileKeys: [UInt8](repeating: byte, count: 16), listing: [byte, 0, 255],
      records: [byte, byte])
  }

  private func rights(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func aScanWithTheIndexEqualsOneWithout() async throws {
    // Files that were written just now would be read again.
    try await Task.sleep(for: .seconds(2.2))
    let known = try StudyIndex(path: path).collection(of: [folder.file("ward")], reader: "1")
    let ward = [folder.file("ward")]
    let first = try await CatalogueScanner(index: known).scan(paths: ward)
    let fresh = try await CatalogueScanner().scan(paths: ward)
    // Opened anew, as by the next start.
    let again = try StudyIndex(path: path).collection(of: ward, reader: "1")
    let found = Mutex<[Catalogue]>([])
    let second = try await CatalogueScanner(index: again).scan(paths: ward) { event in
      if case .found(let catalogue) = event { found.withLock { $0.append(catalogue) } }
    }
    let listed = try #require(found.withLock { $0.first })
    for catalogue in [first, listed, second] {
      #expect(catalogue.series.map(\.id) == fresh.series.map(\.id))
      for (one, other) in zip(catalogue.series, fresh.series) {
        #expect(one.identity == other.identity)
        #expect(one.warnings == other.warnings)
        #expect(one.sliceCount == other.sliceCount)
        guard case .dicom(let a) = one.source, case .dicom(let b) = other.source else {
          Issue.record("no DICOM")
          return
        }
        #expect(try a.instances() == b.instances())
      }
    }
    let volume = try await SeriesLoader.load(try #require(listed.series.first))
    #expect(volume.geometry.dimensions.z == 15)
  }

  @Test func itIsItsOwnersAlone() throws {
    let index = try StudyIndex(path: path)
    let known = try index.collection(of: ["/a"], reader: "1")
    _ = try known.replace([], with: [group("one")])
    #expect(try rights(folder.file("data/spinetui")) == 0o700)
    for ending in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + ending) {
      #expect(try rights(path + ending) == 0o600, "\(ending)")
    }
  }

  @Test func rightsThatAreTooWideAreTakenBack() throws {
    _ = try StudyIndex(path: path)
    #expect(chmod(path, 0o644) == 0)
    #expect(chmod(folder.file("data/spinetui"), 0o755) == 0)
    _ = try StudyIndex(path: path)
    #expect(try rights(path) == 0o600)
    #expect(try rights(folder.file("data/spinetui")) == 0o700)
  }

  @Test func aLinkIsNotFollowed() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("data/spinetui"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: folder.file("elsewhere"))
    #expect(throws: ArchiveError.notPrivate(path: path, reason: "is no regular file")) {
      _ = try StudyIndex(path: path)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("elsewhere")))
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func aFolderThatCannotBeWrittenIsNamed() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("data"), withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o500])
    #expect(throws: ArchiveError.self) { _ = try StudyIndex(path: path) }
  }

  @Test func aPlaceWhereNoFolderCanBeIsNamed() throws {
    try Data().write(to: URL(fileURLWithPath: folder.file("data")))
    #expect(throws: ArchiveError.self) { _ = try StudyIndex(path: path) }
  }

  @Test func whatIsNoDatabaseIsSetAsideAndSaid() throws {
    _ = try StudyIndex(path: path)
    try Data("this is no database, but somebody's notes".utf8).write(
      to: URL(fileURLWithPath: path))
    let index = try StudyIndex(path: path)
    #expect(index.notice?.contains("set aside as \(path).damaged") == true)
    #expect(
      try String(contentsOfFile: path + ".damaged", encoding: .utf8).hasPrefix("this is no"))
    _ = try index.collection(of: ["/a"], reader: "1").replace([], with: [group("one")])
  }

  @Test func anotherProgramsDatabaseIsLeftWhole() throws {
    let file = folder.file("data/spinetui/index.sqlite")
    do {
      let theirs = try StudyIndex(path: path)
      try theirs.database.write { db in
        try db.execute(sql: "CREATE TABLE theirs (n)")
        try db.execute(sql: "PRAGMA application_id = 7")
      }
    }
    let index = try StudyIndex(path: path)
    #expect(index.notice?.contains("no study index") == true)
    let size = try FileManager.default.attributesOfItem(atPath: file + ".damaged")[.size] as? Int
    #expect((size ?? 0) > 4096)
  }

  @Test func aDamagedPageIsSetAsideWhenItIsMet() throws {
    do {
      let known = try StudyIndex(path: path).collection(of: ["/a"], reader: "1")
      let groups = (0..<400).map { group("key \($0)", UInt8($0 % 250)) }
      _ = try known.replace([], with: groups)
      try known.index.database.write { db in try db.execute(sql: "PRAGMA user_version = 1") }
      try known.index.database.writeWithoutTransaction { db in
        _ = try db.checkpoint(.truncate)
      }
    }
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    let size = try file.seekToEnd()
    // All but the first page, which says what the file is.
    try file.seek(toOffset: 4096)
    try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 4096))
    try file.close()
    var sentence = ""
    do {
      let index = try StudyIndex(path: path)
      if let notice = index.notice { sentence = notice }
      _ = try index.collection(of: ["/a"], reader: "1").groups()
    } catch {
      sentence = "\(error)"
    }
    #expect(sentence.contains("damaged"), "\(sentence)")
    let after = try StudyIndex(path: path).collection(of: ["/a"], reader: "1")
    #expect(try after.groups().isEmpty)
  }

  @Test func anotherReadersFindingsAndAnotherSchemaAreForgotten() throws {
    let known = try StudyIndex(path: path).collection(of: ["/a"], reader: "1")
    _ = try known.replace([], with: [group("one")])
    let other = try StudyIndex(path: path).collection(of: ["/b"], reader: "1")
    _ = try other.replace([], with: [group("one")])
    #expect(try StudyIndex(path: path).collection(of: ["/a"], reader: "1").groups().count == 1)
    #expect(try StudyIndex(path: path).collection(of: ["/a"], reader: "2").groups().isEmpty)
    #expect(try other.groups().count == 1)
    try other.index.database.write { db in try db.execute(sql: "PRAGMA user_version = 99") }
    let index = try StudyIndex(path: path)
    #expect(try index.collection(of: ["/b"], reader: "1").groups().isEmpty)
    #expect(index.notice == nil)
  }

  @Test func groupsAreReplacedAllTogetherAndIdsNeverComeTwice() throws {
    let known = try StudyIndex(path: path).collection(of: ["/a", "/b\n c"], reader: "1")
    let ids = try known.replace([], with: [group("one", 1), group("two", 2)])
    #expect(try known.records(ofGroup: ids[1]) == [2, 2])
    let more = try known.replace([ids[0]], with: [group("three", 3)])
    #expect(Set(ids + more).count == 3)
    #expect(Set(try known.groups().map(\.key)) == ["two", "three"])
    #expect(throws: CatalogueError.self) { _ = try known.records(ofGroup: ids[0]) }
    let entries = try known.index.contents()
    #expect(entries.map(\.paths) == [["/a", "/b\n c"]])
    #expect(entries.map(\.files) == [4])
  }

  @Test func twoViewersAtOnceShareWhatTheyAgreeOn() async throws {
    let path = path
    let group = group("same", 4)
    let ids = try await withThrowingTaskGroup(of: Int64.self) { tasks in
      for _ in 0..<6 {
        tasks.addTask {
          let known = try StudyIndex(path: path).collection(of: ["/a"], reader: "1")
          return try known.replace([], with: [group])[0]
        }
      }
      return try await tasks.reduce(into: Set<Int64>()) { $0.insert($1) }
    }
    #expect(ids.count == 1)
    // The one that saw something else is right, and the other is told when it asks.
    let one = try StudyIndex(path: path).collection(of: ["/a"], reader: "1")
    let other = try StudyIndex(path: path).collection(of: ["/a"], reader: "1")
    let id = try one.groups()[0].id
    _ = try other.replace([], with: [self.group("same", 5)])
    #expect(throws: CatalogueError.self) { _ = try one.records(ofGroup: id) }
    #expect(try one.groups().map(\.listing) == [[5, 0, 255]])
  }

  @Test func aClearedIndexIsNotFilledHalf() throws {
    let known = try StudyIndex(path: path).collection(of: ["/a"], reader: "1")
    try known.index.database.write { db in try db.execute(sql: "DELETE FROM collection") }
    #expect(throws: CatalogueError.self) { _ = try known.replace([], with: [group("one")]) }
    try StudyIndex.remove(path: path)
    let folder = try FileManager.default.contentsOfDirectory(
      atPath: folder.file("data/spinetui"))
    #expect(folder == [])
  }

  @Test func aFullDiskIsAnErrorInWords() throws {
    let known = try StudyIndex(path: path).collection(of: ["/a"], reader: "1")
    try known.index.database.write { db in try db.execute(sql: "PRAGMA max_page_count = 20") }
    var large = group("large")
    large.records = [UInt8](repeating: 7, count: 1 << 20)
    #expect(throws: ArchiveError.notUsable(path: path, reason: "database or disk is full")) {
      _ = try known.replace([], with: [large])
    }
    #expect(try known.groups().isEmpty)
  }
}
