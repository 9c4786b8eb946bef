import Foundation
import Imaging

/// The built-in cohort: six synthetic necks, listed at once, each made when first opened.
public enum DemoCohort {
  /// One neck of the cohort.
  public struct Entry: Sendable, Identifiable {
    /// Names it in `SeriesSource.onDemand` and as a folder.
    public var id: String
    public var patient: SyntheticPatient
    public var study: PhantomStudy
    public var geometry: VolumeGeometry { study.defaultGeometry }
  }

  /// Part of each folder's name: raised whenever the same seed comes to paint another neck, so that a
  /// study made by an older version is never shown under today's name.
  static let edition = 1

  public static let entries: [Entry] = [
    entry(
      "dens", 117, "ASTER", ("Ada", "Adam"), [Injury(level: .c2, kind: .densTypeII)],
      "Fall from a ladder"),
    entry("healthy", 116, "BIRCH", ("Berta", "Benno"), [], "Rear-end collision, neck pain"),
    entry(
      "teardrop", 110, "CLOVER", ("Clara", "Claus"),
      [Injury(level: .c5, kind: .teardrop), Injury(level: .c6, kind: .lamina)],
      "Diving into shallow water"),
    entry("worn", 111, "DAHLIA", ("Doris", "Dietrich"), [], "Fall at home, degenerative change"),
    entry(
      "atlas", 128, "ELDER", ("Edith", "Edgar"), [Injury(level: .c1, kind: .jefferson)],
      "Cyclist, head first",
      coverage: .withoutC7),
    entry(
      "thoracic-inlet", 113, "FENNEL", ("Frida", "Felix"),
      [Injury(level: .c6, kind: .spinousProcess), Injury(level: .c7, kind: .spinousProcess)],
      "Fall on the shoulders", coverage: .withoutC1),
  ]

  private static func entry(
    _ id: String, _ seed: UInt64, _ family: String,
    _ given: (woman: String, man: String), _ fractures: [Injury],
    _ story: String, coverage: PhantomOptions.Coverage = .whole
  ) -> Entry {
    var options = PhantomOptions()
    options.fractures = fractures
    options.sliceSpacing = 1.25
    options.coverage = coverage
    let study = PhantomStudy(seed: seed, options: options)
    var patient = study.patient
    patient.name = "\(family)^\(patient.sex == "M" ? given.man : given.woman) (synthetic)"
    patient.studyDescription = "CT cervical spine (synthetic): \(story)"
    return Entry(id: id, patient: patient, study: study)
  }

  /// All six as patients, nothing of them made yet.
  public static func catalogue() -> Catalogue {
    Catalogue(
      patients: entries.map { entry in
        let geometry = entry.geometry
        let identity = identity(of: entry)
        let series = Series(
          id: "demo/" + entry.id, identity: identity, columns: geometry.dimensions.x,
          rows: geometry.dimensions.y, sliceCount: geometry.dimensions.z,
          source: .onDemand(entry.id))
        let study = Study(
          uid: identity.studyUID, date: identity.studyDate, description: identity.studyDescription,
          series: [series])
        return Patient(
          id: entry.patient.id, name: entry.patient.name, birthDate: entry.patient.birthDate,
          sex: entry.patient.sex, studies: [study])
      })
  }

  /// What a series of the cohort says of itself, the same before and after it is made.
  public static func identity(of entry: Entry) -> SeriesIdentity {
    SeriesIdentity(
      patientID: entry.patient.id, patientName: entry.patient.name,
      studyUID: entry.study.uid("study"), studyDate: entry.patient.studyDate,
      studyDescription: entry.patient.studyDescription, seriesUID: entry.study.uid("series"),
      seriesNumber: 2, seriesDescription: entry.patient.seriesDescription, modality: "CT",
      isSynthetic: true)
  }

  /// Side of a preview's voxels, mm.
  private static let previewSpacing = 1.5

  /// The same neck on a coarse grid, to be recognised by before its study is made.
  ///
  /// - Throws: `CohortError.unknownStudy`; `CancellationError` when the task is cancelled.
  public static func preview(id: String, threads: Int = PhantomStudy.defaultThreads) throws -> Volume {
    guard let entry = entries.first(where: { $0.id == id }) else {
      throw CohortError.unknownStudy(id: id)
    }
    let geometry = coarse(entry.geometry)
    return Volume(
      geometry: geometry,
      voxels: .int16(try entry.study.hounsfieldUnits(on: geometry, threads: threads)),
      identity: identity(of: entry), windows: [])
  }

  /// A coarser grid over the same field of view.
  private static func coarse(_ fine: VolumeGeometry) -> VolumeGeometry {
    let field = fine.spacing * SIMD3<Double>(fine.dimensions)
    let counts = (field / previewSpacing).rounded(.up)
    let edge = (counts - 1) * previewSpacing / 2
    return VolumeGeometry(
      dimensions: SIMD3<Int>(counts),
      affine: Affine(
        spacing: SIMD3(repeating: previewSpacing), origin: fine.centre - edge))
  }

  /// Makes one study as a folder of DICOM files in `directory`, or finds it there.
  ///
  /// It is written beside its place and moved there whole, so a folder of that name is complete.
  /// - Returns: the folder's path.
  /// - Throws: `CohortError`, `VolumeError`, or `CancellationError` when the task is cancelled.
  public static func make(
    id: String, in directory: String, threads: Int = PhantomStudy.defaultThreads,
    progress: ProgressHandler? = nil
  ) throws -> String {
    guard let entry = entries.first(where: { $0.id == id }) else {
      throw CohortError.unknownStudy(id: id)
    }
    let place = "\(directory)/\(id)-\(edition)"
    return try Folder.made(at: place) { folder in
      let geometry = entry.geometry
      let writer = StudyWriter(
        study: entry.study, patient: entry.patient, geometry: geometry, syntax: .rle,
        fileName: { number in
          let digits = String(number)
          return "IM" + String(repeating: "0", count: 4 - digits.count) + digits + ".dcm"
        })
      let voxels = try entry.study.hounsfieldUnits(
        on: geometry, threads: threads, progress: progress)
      try writer.write(voxels, into: folder, threads: threads, progress: progress)
    }
  }
}

/// Folders that appear whole or not at all.
enum Folder {
  /// Lets `fill` write a fresh folder and moves it to `place`; a folder already there is left alone.
  static func made(at place: String, fill: (String) throws -> Void) throws -> String {
    let files = FileManager.default
    if files.fileExists(atPath: place) { return place }
    let fresh = place + ".partial-\(UUID().uuidString.prefix(8))"
    do {
      try files.createDirectory(
        atPath: fresh, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw CohortError.cannotWrite(path: fresh, reason: error.localizedDescription)
    }
    do {
      try fill(fresh)
      try Task.checkCancellation()
    } catch {
      try? files.removeItem(atPath: fresh)
      throw error
    }
    do {
      try files.moveItem(atPath: fresh, toPath: place)
    } catch {
      try? files.removeItem(atPath: fresh)
      // Another process may have made the same study meanwhile.
      if files.fileExists(atPath: place) { return place }
      throw CohortError.cannotWrite(path: place, reason: error.localizedDescription)
    }
    return place
  }
}
