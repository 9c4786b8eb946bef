import Dispatch
import Foundation
import Synchronization

/// One scan: what is known is listed, the files are looked at, those that are new or have changed are read,
/// and the groups that they touch are made anew.
///
/// Lives on one thread; only the inbox is shared with the lanes.
final class CatalogueScan {
  /// The files of one series key, or those of none.
  private struct Group {
    /// Its place in the index, once it is there.
    var id: Int64?
    var listing = GroupListing()
    var fileKeys: [UInt64] = []
    var packed: PackedRecords?
    /// Unpacked while files arrive.
    var open: [FileRecord]?
    /// Has records that the listing does not show yet.
    var isDirty = false
    /// Not in the index as it stands.
    var isUnsaved = false
  }

  private let index: (any CatalogueIndex)?
  private let startedAt: Int64
  private let report: ScanHandler
  private var groups: [String: Group] = [:]
  private var obsolete: [Int64] = []
  private var files = WalkedFiles()
  private var refusedFolders: [RefusedFile] = []
  private var skippedCount = 0
  private var canSave = true
  private let inbox = Inbox()
  /// Files that DICOMDIRs name.
  private var named: [String] = []
  /// Known files whose records could not be had when another file joined their group.
  private var lost: Set<UInt64> = []

  /// - Parameter startedAt: nanoseconds since 1970.
  init(index: (any CatalogueIndex)?, startedAt: Int64, report: @escaping ScanHandler) {
    self.index = index
    self.startedAt = startedAt
    self.report = report
  }

  func run(paths: [String], on pool: WorkerPool, stop: StopFlag) throws -> Catalogue {
    recall()
    do {
      try lookAround(paths, stop)
    } catch {
      // What cannot be looked at any more is not shown as if it were there.
      if !(error is CancellationError), !groups.isEmpty { report(.found(Catalogue())) }
      throw error
    }
    return try run(on: pool, stop: stop)
  }

  /// - Parameter files: what to read, in place of a walk.
  func run(files: WalkedFiles, on pool: WorkerPool, stop: StopFlag) throws -> Catalogue {
    self.files = files
    return try run(on: pool, stop: stop)
  }

  private func run(on pool: WorkerPool, stop: StopFlag) throws -> Catalogue {
    let wanted = sortOut()
    do {
      try read(wanted, on: pool, stop)
      try read(addNamed(), on: pool, stop)
      while !lost.isEmpty { try read(takeLost(), on: pool, stop) }
    } catch {
      // What has been read need not be read again.
      settle(all: true)
      save()
      throw error
    }
    settle(all: true)
    save()
    return catalogue()
  }

  // MARK: What is known

  private func recall() {
    guard let index else { return }
    do {
      for known in try index.groups() {
        guard let listing = try? GroupListing(bytes: known.listing),
          known.fileKeys.count % 8 == 0
        else {
          obsolete.append(known.id)
          continue
        }
        var group = Group()
        group.id = known.id
        group.listing = listing
        group.fileKeys = Self.keys(known.fileKeys)
        group.packed = PackedRecords { [id = known.id] in try index.records(ofGroup: id) }
        groups[known.key] = group
      }
    } catch {
      withoutIndex(error)
    }
    if !groups.isEmpty { report(.found(catalogue())) }
  }

  private func withoutIndex(_ error: any Error) {
    guard canSave else { return }
    canSave = false
    report(.warning(DisplayText.safe("the index of images cannot be used: \(error)")))
  }

  // MARK: What is there

  private func lookAround(_ paths: [String], _ stop: StopFlag) throws {
    var last = DispatchTime.now().uptimeNanoseconds
    let report = report
    var walk = FolderWalk()
    walk.checkpoint = { count in
      if stop.isSet { throw CancellationError() }
      let now = DispatchTime.now().uptimeNanoseconds
      guard now - last > 100_000_000 else { return }
      last = now
      report(.progress(LoadProgress(stage: "looking at files", completed: count, total: 0)))
    }
    for path in paths { try walk.add(path) }
    files = walk.found
    refusedFolders = walk.refused
    skippedCount = walk.skippedCount
  }

  /// Drops what is gone or has changed; returns the files that must be read.
  private func sortOut() -> [Int] {
    guard !groups.isEmpty else { return Array(0..<files.count) }
    let keys = (0..<files.count).map(files.key)
    let present = KeySet(keys, count: keys.count)
    for (key, group) in groups where !group.fileKeys.allSatisfy(present.contains) {
      reopen(key) { $0.key != FileKey.unknown && present.contains($0.key) }
    }
    var count = 0
    for group in groups.values { count += group.fileKeys.count }
    let known = KeySet(groups.values.lazy.flatMap(\.fileKeys), count: count)
    // They are among the unknown ones now.
    lost = []
    return keys.indices.filter { !known.contains(keys[$0]) }
  }

  /// Unpacks a group to change it, keeping the records that are wanted.
  private func reopen(_ key: String, keep: (FileRecord) -> Bool = { _ in true }) {
    guard var group = groups[key] else { return }
    if group.open == nil {
      if let packed = group.packed {
        // Another program may have replaced them: their files are read again.
        do { group.open = try packed.records() } catch { lost.formUnion(group.fileKeys) }
      }
      group.open = group.open ?? []
      group.packed = nil
    }
    group.open = group.open?.filter(keep)
    group.fileKeys = group.open?.map(\.key) ?? []
    if let id = group.id { obsolete.append(id) }
    group.id = nil
    (group.isDirty, group.isUnsaved) = (true, true)
    groups[key] = group
  }

  // MARK: Reading

  private func read(_ wanted: [Int], on pool: WorkerPool, _ stop: StopFlag) throws {
    guard !wanted.isEmpty else { return }
    let (named, others) = partitioned(wanted)
    // What is named as NIfTI needs no DICOM reader to be told.
    for file in named { takeOther(file) }
    guard !others.isEmpty else { return }
    let scan = HeaderScan(files: files, wanted: others, startedAt: startedAt)
    let done = DispatchSemaphore(value: 0)
    let outcome = Mutex<(any Error)?>(nil)
    DispatchQueue(label: "spinetui.scan", qos: .userInitiated).async { [inbox] in
      do {
        try scan.run(on: pool, stop: stop) { inbox.put($0) }
      } catch {
        outcome.withLock { $0 = error }
      }
      done.signal()
    }
    var count = 0
    var nextPublication = DispatchTime.now() + .milliseconds(300)
    while done.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      count += takeInbox()
      report(
        .progress(LoadProgress(stage: "reading headers", completed: count, total: others.count)))
      guard DispatchTime.now() >= nextPublication else { continue }
      let start = DispatchTime.now()
      publish()
      // Showing what there is must not hold up finding the rest.
      let cost = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
      nextPublication = .now() + .nanoseconds(Int(max(400_000_000, cost * 10)))
    }
    count += takeInbox()
    report(.progress(LoadProgress(stage: "reading headers", completed: count, total: others.count)))
    if let error = outcome.withLock({ $0 }) {
      guard count == 0, let failure = error as? DICOMError else { throw error }
      // No worker runs: that is an error only if there is DICOM to read.
      if others.contains(where: { FileKind(path: files.path($0)) == .dicom }) { throw failure }
      for file in others { takeOther(file) }
    }
  }

  private func partitioned(_ wanted: [Int]) -> (named: [Int], others: [Int]) {
    var (named, others): ([Int], [Int]) = ([], [])
    for file in wanted {
      if files.hasSuffix(".nii", file) || files.hasSuffix(".nii.gz", file) {
        named.append(file)
      } else {
        others.append(file)
      }
    }
    // A file that only calls itself so may be DICOM.
    let isDICOM = named.filter { FileKind(path: files.path($0)) == .dicom }
    if !isDICOM.isEmpty {
      let dicom = Set(isDICOM)
      others = (others + isDICOM).sorted()
      named.removeAll { dicom.contains($0) }
    }
    return (named, others)
  }

  private func takeOther(_ file: Int) {
    let outcome = HeaderScan.outcomeOfOther(files.path(file))
    take([HeaderScan.record(files, file, outcome, startedAt: startedAt)])
  }

  private func takeInbox() -> Int {
    let records = inbox.empty()
    take(records)
    return records.count
  }

  /// The files that DICOMDIRs name and no walk has found, as further files to read.
  private func addNamed() -> [Int] {
    guard !named.isEmpty else { return [] }
    var known = Set((0..<files.count).map(files.path))
    let start = files.count
    for path in named where known.insert(path).inserted {
      files.add(path, FileFingerprint(path: path) ?? .none)
    }
    named = []
    return Array(start..<files.count)
  }

  private func takeLost() -> [Int] {
    defer { lost = [] }
    return (0..<files.count).filter { lost.contains(files.key($0)) }
  }

  /// A DICOMDIR is read at every scan, for the files that it names may be found by it alone.
  private func followed(_ record: FileRecord) -> FileRecord {
    guard case .directory(let references) = record.outcome else { return record }
    let media = MediaDirectory(path: record.path, references: references)
    named += media.files
    var record = record
    record.key = FileKey.unknown
    record.outcome = media.trouble.map { .refused(reason: $0, seriesKey: nil) } ?? .passedOver
    return record
  }

  private func take(_ arrived: [FileRecord]) {
    let records = arrived.map(followed)
    var start = 0
    while start < records.count {
      let key = records[start].outcome.groupKey
      let end = records[start...].firstIndex { $0.outcome.groupKey != key } ?? records.count
      if groups[key]?.open == nil {
        if groups[key] == nil { groups[key] = Group() }
        reopen(key)
      }
      groups[key]?.open?.append(contentsOf: records[start..<end])
      groups[key]?.isDirty = true
      start = end
    }
  }

  // MARK: What was found

  /// Shows what has arrived.
  private func publish() {
    settle(all: false)
    save()
    report(.found(catalogue()))
  }

  /// Lists what has arrived, and packs what has been quiet since the last time; or all.
  private func settle(all: Bool) {
    for key in Array(groups.keys) {
      guard var group = groups[key], var records = group.open else { continue }
      let wasQuiet = !group.isDirty
      if group.isDirty {
        records.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        group.open = records
        group.fileKeys = records.map(\.key)
        group.listing = GroupListing(records)
        group.isDirty = false
      }
      if all || wasQuiet {
        group.packed = PackedRecords(records)
        group.open = nil
      }
      groups[key] = records.isEmpty ? nil : group
    }
  }

  private func catalogue() -> Catalogue {
    var building = CatalogueBuilding(refused: refusedFolders, skippedFileCount: skippedCount)
    for group in groups.values {
      building.add(group.listing, group.packed ?? PackedRecords(unpacked: group.open ?? []))
    }
    return building.finished()
  }

  /// Puts what is packed into the index; later it is fetched from there.
  private func save() {
    guard let index, canSave else { return }
    let keys = groups.filter { $0.value.isUnsaved && $0.value.packed != nil }.map(\.key)
    guard !keys.isEmpty || !obsolete.isEmpty else { return }
    do {
      let unsaved = try keys.map { key in
        let group = groups[key] ?? Group()
        return UnsavedGroup(
          key: key, fileKeys: Self.bytes(group.fileKeys), listing: group.listing.bytes,
          records: try group.packed?.bytes() ?? [])
      }
      let ids = try index.replace(obsolete, with: unsaved)
      obsolete = []
      for (key, id) in zip(keys, ids) {
        groups[key]?.id = id
        groups[key]?.isUnsaved = false
        groups[key]?.packed = PackedRecords { try index.records(ofGroup: id) }
      }
    } catch {
      withoutIndex(error)
    }
  }

  private static func keys(_ bytes: [UInt8]) -> [UInt64] {
    bytes.withUnsafeBytes { all in
      (0..<all.count / 8).map {
        UInt64(littleEndian: all.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
      }
    }
  }

  private static func bytes(_ keys: [UInt64]) -> [UInt8] {
    keys.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
  }

  /// Records on their way from the lanes.
  private final class Inbox: Sendable {
    private let records = Mutex<[FileRecord]>([])

    func put(_ more: [FileRecord]) { records.withLock { $0 += more } }

    func empty() -> [FileRecord] {
      records.withLock { records in
        defer { records = [] }
        return records
      }
    }
  }
}

extension FileOutcome {
  /// What holds this file together with others; "" for what belongs to no series.
  var groupKey: String {
    switch self {
    case .images(let images): images.first?.seriesKey ?? ""
    case .refused(_, let seriesKey): seriesKey ?? ""
    case .passedOver, .directory, .nifti: ""
    }
  }
}
