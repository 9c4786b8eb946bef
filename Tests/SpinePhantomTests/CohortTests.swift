import Foundation
import Imaging
import SpinePhantom
import Testing

/// A fresh folder, removed afterwards.
private func temporary() -> String {
  NSTemporaryDirectory() + "spinetui-phantom-\(UUID().uuidString)"
}

private let small = RSNACohort.Settings(
  studies: 2, seed: 102, matrix: 96, sliceSpacing: 4, healthyTwins: true)

/// Python with pydicom and nibabel, when there is one.
private let python: String? = {
  let path = ProcessInfo.processInfo.environment["SPINETUI_PYTHON"] ?? ".venv/bin/python"
  return FileManager.default.isExecutableFile(atPath: path) ? path : nil
}()

private func written(_ settings: RSNACohort.Settings, to folder: String) throws -> RSNACohort {
  let cohort = try RSNACohort(settings: settings, folder: folder)
  for study in cohort.studies { try cohort.write(study, threads: 2) }
  try cohort.finish()
  return cohort
}

private func rows(_ folder: String, _ name: String) throws -> [[String]] {
  try String(contentsOfFile: folder + "/" + name, encoding: .utf8).split(separator: "\n").map {
    $0.split(separator: ",").map(String.init)
  }
}

@Test func aCohortHasTheCompetitionsColumnsAndTwins() throws {
  let folder = temporary()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let cohort = try written(small, to: folder)
  let train = try rows(folder, "train.csv")
  #expect(train[0] == ["StudyInstanceUID", "patient_overall"] + Level.allCases.map(\.description))
  #expect(train.count == 1 + cohort.studies.count)
  for (row, study) in zip(train.dropFirst(), cohort.studies) {
    #expect(row[0] == study.uid("study"))
    #expect(row[1] == (row[2...].contains("1") ? "1" : "0"))
    if study.options.withoutFractures { #expect(row[1] == "0") }
  }
  let boxes = try rows(folder, "train_bounding_boxes.csv")
  #expect(boxes[0] == ["StudyInstanceUID", "x", "y", "width", "height", "slice_number"])
  let boxed = Set(boxes.dropFirst().map { $0[0] })
  #expect(boxed == Set(train.dropFirst().filter { $0[1] == "1" }.map { $0[0] }))
  #expect(!boxed.isEmpty)
}

@Test func anInterruptedCohortGoesOnAndAForeignFolderIsRefused() throws {
  let folder = temporary()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let first = try RSNACohort(settings: small, folder: folder)
  try first.write(first.studies[0], threads: 2)
  let again = try RSNACohort(settings: small, folder: folder)
  #expect(again.isDone(again.studies[0]) && !again.isDone(again.studies[1]))
  var other = small
  other.seed = 99
  #expect(throws: CohortError.otherSettings(path: folder)) {
    _ = try RSNACohort(settings: other, folder: folder)
  }
  for study in again.studies.dropFirst() { try again.write(study, threads: 2) }
  try again.finish()
  #expect(throws: CohortError.complete(path: folder)) {
    _ = try RSNACohort(settings: small, folder: folder)
  }
  let foreign = temporary()
  defer { try? FileManager.default.removeItem(atPath: foreign) }
  try FileManager.default.createDirectory(atPath: foreign, withIntermediateDirectories: true)
  try Data("keep".utf8).write(to: URL(fileURLWithPath: foreign + "/notes.txt"))
  #expect(throws: CohortError.occupied(path: foreign)) {
    _ = try RSNACohort(settings: small, folder: foreign)
  }
}

@Test(.enabled(if: python != nil, "needs SPINETUI_PYTHON with pydicom and nibabel"))
func pydicomAndNibabelReadTheCohortInPlace() throws {
  let folder = temporary()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  _ = try written(
    .init(studies: 1, seed: 5, matrix: 128, sliceSpacing: 3, healthyTwins: false), to: folder)
  let script = """
    import csv, glob, sys, nibabel, numpy as np, pydicom
    uid = next(csv.DictReader(open(sys.argv[1] + "/train.csv")))["StudyInstanceUID"]
    files = sorted(glob.glob(f"{sys.argv[1]}/train_images/{uid}/*.dcm"), key=lambda p: int(p.split("/")[-1][:-4]))
    d = [pydicom.dcmread(f) for f in files]
    assert all(x.file_meta.TransferSyntaxUID.name == "Explicit VR Little Endian" for x in d)
    z = [float(x.ImagePositionPatient[2]) for x in d]
    assert z == sorted(z, reverse=True) and len(set(x.SOPInstanceUID for x in d)) == len(d)
    assert d[0].Manufacturer == "SpineTUI phantom" and d[0].Modality == "CT"
    hu = np.stack([x.pixel_array * float(x.RescaleSlope) + float(x.RescaleIntercept) for x in d])
    image = nibabel.load(f"{sys.argv[1]}/segmentations/{uid}.nii")
    stored = np.asarray(image.dataobj)
    labels = stored[:, ::-1, ::-1].transpose(2, 1, 0)
    assert labels.shape == hu.shape and set(range(1, 8)) <= set(np.unique(labels))
    assert all(300 < hu[labels == k].mean() < 700 for k in range(1, 8))
    place = image.affine @ [10, 20, 5, 1]
    x = d[len(d) - 6]
    row = stored.shape[1] - 21
    expected = [-(float(x.ImagePositionPatient[0]) + 10 * float(x.PixelSpacing[1])),
      -(float(x.ImagePositionPatient[1]) + row * float(x.PixelSpacing[0])), float(x.ImagePositionPatient[2])]
    assert np.abs(place[:3] - expected).max() < 1e-3, (place, expected)
    assert np.abs(image.get_qform() - image.affine).max() < 1e-3
    print("good")
    """
  #expect(try run(script, folder) == "good\n")
}

@Test(.enabled(if: python != nil, "needs SPINETUI_PYTHON with pydicom and nibabel"))
func runLengthPixelsOfTheDemoComeBackExactly() throws {
  let folder = temporary()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let entry = DemoCohort.entries[0]
  let place = try DemoCohort.make(id: entry.id, in: folder, threads: 2)
  let script = """
    import glob, sys, pydicom
    files = sorted(glob.glob(sys.argv[1] + "/*.dcm"))
    total = 0
    for f in files[::16]:
        x = pydicom.dcmread(f)
        assert x.file_meta.TransferSyntaxUID.name == "RLE Lossless"
        total += int((x.pixel_array.astype("int64") - 1024).sum())
    print(len(files), total)
    """
  let g = entry.geometry
  let voxels = try entry.study.hounsfieldUnits(on: g, threads: 2)
  var total = 0
  for number in stride(from: 1, through: g.dimensions.z, by: 16) {
    let size = g.dimensions.x * g.dimensions.y
    let start = (g.dimensions.z - number) * size
    voxels.withUnsafeBuffer { v in for n in start..<start + size { total += Int(v[n]) } }
  }
  #expect(try run(script, place) == "\(g.dimensions.z) \(total)\n")
}

@Test func theDemoIsListedAtOnceAndMadeWhole() throws {
  let catalogue = DemoCohort.catalogue()
  #expect(catalogue.patients.count == 6)
  #expect(catalogue.series.allSatisfy { $0.identity.isSynthetic && $0.identity.modality == "CT" })
  #expect(Set(catalogue.series.map(\.id)).count == 6)
  let shown = DemoCohort.entries.map { entry in
    Level.allCases.filter { entry.study.isInView($0, on: entry.geometry) }
  }
  #expect(shown.contains { !$0.contains(.c1) } && shown.contains { !$0.contains(.c7) })
  #expect(throws: CohortError.unknownStudy(id: "nobody")) {
    _ = try DemoCohort.make(id: "nobody", in: temporary())
  }
}

private func run(_ script: String, _ argument: String) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: try #require(python))
  process.arguments = ["-c", script, argument]
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return String(decoding: data, as: UTF8.self)
}

@Test func aDemoStudysPreviewIsTheSameNeckOnACoarserGrid() throws {
  let entry = try #require(DemoCohort.entries.first)
  let preview = try DemoCohort.preview(id: entry.id, threads: 2)
  let (coarse, fine) = (preview.geometry, entry.geometry)
  #expect(preview.identity == DemoCohort.identity(of: entry))
  #expect((coarse.centre - fine.centre).length < 1e-9)
  #expect(coarse.voxelCount * 10 < fine.voxelCount)
  for corner in fine.corners { #expect(coarse.contains(corner)) }
  // Both hold the same bone in the same places.
  for level in entry.study.levels where fine.contains(level.centre) {
    let point = VolumeGeometry(
      dimensions: [1, 1, 1], affine: Affine(spacing: coarse.spacing, origin: level.centre))
    let there = Double(try entry.study.hounsfieldUnits(on: point, threads: 1)[0])
    let near = SIMD3<Int>(coarse.affine.index(of: level.centre).rounded(.toNearestOrEven))
    let painted = Double(preview.hounsfieldUnits(i: near.x, j: near.y, slice: near.z))
    #expect(abs(painted - there) < 250, "\(level.level)")
  }
}
