import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Everything that an image can say, each field unlike its default.
private func fullImage(_ n: Int = 0) -> Instance {
  var image = Instance(path: "/data/ward/IM\(1000 + n)")
  image.frame = n
  image.identity = SeriesIdentity(
    patientID: "P1", patientName: "山田^太郎", studyUID: "1.2", studyDate: "20260102",
    studyDescription: "neck", seriesUID: "1.2.3", seriesNumber: -4, seriesDescription: "bone",
    modality: "CT", isSynthetic: true)
  image.patientBirthDate = "19700101"
  image.patientSex = "F"
  image.sopInstanceUID = "1.2.3.\(n)"
  image.instanceNumber = n == 3 ? nil : n - 2
  image.transferSyntax = "1.2.840.10008.1.2.1"
  image.imageType = ["ORIGINAL", "PRIMARY"]
  image.sliceThickness = 0.6
  (image.columns, image.rows) = (512, 300)
  image.plane = ImagePlane(
    position: [-1.5, 2, Double(n) * 0.1], alongRow: [1, 0, 0], alongColumn: [0, 0.6, 0.8],
    columnSpacing: 0.5, rowSpacing: 0.25)
  image.stored = StoredFormat(bitsAllocated: 16, bitsStored: 12, isSigned: true, padding: -5...(-2))
  image.rescale = Rescale(slope: 0.5, intercept: -1024)
  image.windows = [
    Window(center: 40, width: 400, explanation: "soft"),
    Window(center: 1, width: 0.5, function: .linearExact),
    Window(center: 2, width: 3, function: .sigmoid),
    Window(table: VOITable(first: -9, entries: [0, 7, 4095], bits: 12), explanation: "table"),
  ]
  image.pixelSpacing = [0.5, 0.25]
  image.hasTables = true
  image.isInverted = true
  image.warnings = [ImagingWarning(code: "lossy", text: "compressed")]
  image.seriesKey = "P1\u{1F}\u{1F}1.2"
  image.discriminators = ["1", "", "a\\b"]
  return image
}

private func record(_ outcome: FileOutcome, _ name: String = "/data/ward/IM1000") -> FileRecord {
  var record = FileRecord(
    path: name,
    fingerprint: FileFingerprint(
      size: 77, modified: 1_700_000_000_123_456_789, changed: 5, inode: 9),
    key: FileKey.unknown, outcome: outcome)
  let slash = name.lastIndex(of: "/") ?? name.startIndex
  record.key = Array(name[name.index(after: slash)...].utf8).withUnsafeBytes {
    FileKey.of(path: $0, folder: FileKey.folder(String(name[..<slash])), record.fingerprint)
  }
  return record
}

private func images(_ record: FileRecord) -> [Instance]? {
  if case .images(let images) = record.outcome { images } else { nil }
}

@Test func imagesComeBackFromTheirBytesAsTheyWere() throws {
  var all = (0..<6).map { fullImage($0) }
  all[2].plane = nil
  all[4].windows = []
  all[4].sliceThickness = nil
  all[5] = Instance(path: "")
  let records = all.map { image -> FileRecord in
    record(.images([image]), image.path.isEmpty ? "/data/z" : image.path)
  }
  let back = try PackedRecords(records).records()
  #expect(back.map(\.path) == records.map(\.path))
  #expect(back.map(\.fingerprint) == records.map(\.fingerprint))
  #expect(back.map(\.key) == records.map(\.key))
  for (one, other) in zip(back, records) {
    var expected = try #require(images(other)?.first)
    // Each image stands in its record's file.
    expected.path = other.path
    #expect(images(one) == [expected])
  }
}

@Test func otherOutcomesComeBackToo() throws {
  let series = Series(
    id: "nifti:/data/a.nii", identity: fullImage().identity, columns: 1, rows: 2, sliceCount: 3,
    source: .nifti(path: "/data/a.nii"), warnings: fullImage().warnings)
  let records = [
    record(.nifti(series), "/data/a.nii"), record(.passedOver, "/data/b"),
    record(.refused(reason: "cut off", seriesKey: nil), "/data/c"),
    record(.refused(reason: "odd", seriesKey: "k"), "/data/d"),
    record(.images([fullImage(0), fullImage(1)]), "/data/e"),
  ]
  let back = try PackedRecords(records).records()
  #expect(back.map(\.path) == records.map(\.path))
  guard case .nifti(let one) = back[0].outcome, case .nifti(let path) = one.source,
    case .passedOver = back[1].outcome,
    case .refused("cut off", nil) = back[2].outcome, case .refused("odd", "k") = back[3].outcome
  else {
    Issue.record("\(back.map(\.outcome))")
    return
  }
  #expect(path == "/data/a.nii" && one.id == series.id && one.identity == series.identity)
  #expect(one.warnings == series.warnings && one.sliceCount == 3)
  #expect(images(back[4])?.map(\.frame) == [0, 1])
}

/// Whoever adds a field finds it here, and then in CatalogueCoding.swift and FileRecord.swift, where it must
/// be written and read; else it would be lost on the way to the index.
@Test func everyFieldOfAnImageIsWritten() {
  func fields(_ value: Any) -> [String] { Mirror(reflecting: value).children.compactMap(\.label) }
  #expect(
    fields(Instance(path: "")) == [
      "path", "frame", "identity", "patientBirthDate", "patientSex", "sopInstanceUID",
      "instanceNumber", "transferSyntax", "imageType", "sliceThickness", "columns", "rows",
      "plane", "pixelSpacing", "stored", "rescale", "windows", "hasTables", "isInverted", "warnings",
      "seriesKey", "discriminators",
    ])
  #expect(
    fields(SeriesIdentity()) == [
      "patientID", "patientName", "studyUID", "studyDate", "studyDescription", "seriesUID",
      "seriesNumber", "seriesDescription", "modality", "isSynthetic",
    ])
  #expect(
    fields(fullImage().plane as Any).isEmpty == false
      && Mirror(reflecting: fullImage().plane as Any).children.count == 1)
  if let plane = fullImage().plane {
    #expect(
      fields(plane) == ["position", "alongRow", "alongColumn", "columnSpacing", "rowSpacing"])
  }
  #expect(
    fields(StoredFormat()) == ["bitsAllocated", "bitsStored", "isSigned", "padding"])
  #expect(fields(Rescale()) == ["slope", "intercept"])
  #expect(fields(Window(center: 0, width: 1)) == ["center", "width", "explanation", "function"])
  #expect(fields(ImagingWarning(code: "", text: "")) == ["code", "text"])
}

@Test func damagedBytesAreAnErrorWhereverTheyEndOrWhateverTheyHold() throws {
  let records = (0..<3).map { record(.images([fullImage($0)]), fullImage($0).path) }
  let whole = try PackedRecords(records).bytes()
  var random = SplitMix64(seed: 3)
  func read(_ bytes: [UInt8]) { _ = try? PackedRecords { bytes }.records() }
  for end in 0..<whole.count { read(Array(whole[..<end])) }
  for _ in 0..<20_000 {
    var bytes = whole
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
    }
    read(bytes)
  }
  let listing = GroupListing(records).bytes
  for end in 0..<listing.count {
    #expect((try? GroupListing(bytes: Array(listing[..<end]))) == nil)
  }
  for _ in 0..<20_000 {
    var bytes = listing
    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
      in: 0...255, using: &random)
    _ = try? GroupListing(bytes: bytes)
  }
}

@Test func keysTellFilesApartByEverythingThatMayChange() {
  let base = FileFingerprint(size: 1, modified: 2, changed: 3, inode: 4)
  var others = [base, base, base, base]
  others[0].size += 1
  others[1].modified += 1
  others[2].changed += 1
  others[3].inode += 1
  func key(_ name: String, _ folder: String, _ print: FileFingerprint) -> UInt64 {
    Array(name.utf8).withUnsafeBytes { FileKey.of(path: $0, folder: FileKey.folder(folder), print) }
  }
  let keys =
    [key("a", "/x", base), key("b", "/x", base), key("a", "/y", base), key("/xa", "", base)]
    + others.map { key("a", "/x", $0) }
  #expect(Set(keys).count == keys.count)
  let set = KeySet(keys, count: keys.count)
  #expect(keys.allSatisfy(set.contains))
  #expect(!set.contains(FileKey.unknown))
  #expect(!set.contains(key("c", "/x", base)))
}
