/// What a scan of the given paths found: patients → studies → series.
public struct Catalogue: Sendable {
  public var patients: [Patient]
  /// Files that are not images of ours, or could not be read, with the reason.
  public var refused: [RefusedFile]
  /// Number of files looked at and passed over because they are no images at all.
  public var skippedFileCount: Int

  public init(patients: [Patient] = [], refused: [RefusedFile] = [], skippedFileCount: Int = 0) {
    self.patients = patients
    self.refused = refused
    self.skippedFileCount = skippedFileCount
  }

  public var series: [Series] { patients.flatMap(\.studies).flatMap(\.series) }
}

public struct RefusedFile: Sendable, Hashable, Codable {
  public var path: String
  public var reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// One patient. Strings are already safe to show.
public struct Patient: Sendable, Identifiable {
  public var id: String
  public var name: String
  public var birthDate: String
  public var sex: String
  public var studies: [Study]

  public init(id: String, name: String, birthDate: String, sex: String, studies: [Study]) {
    self.id = id
    self.name = name
    self.birthDate = birthDate
    self.sex = sex
    self.studies = studies
  }
}

public struct Study: Sendable, Identifiable {
  public var uid: String
  public var date: String
  public var description: String
  public var series: [Series]
  public var id: String { uid }

  public init(uid: String, date: String, description: String, series: [Series]) {
    self.uid = uid
    self.date = date
    self.description = description
    self.series = series
  }
}

/// One volume's worth of images: a DICOM series may have been split into several of these
/// (localizer, acquisitions, orientations), each shown as its own row.
public struct Series: Sendable, Identifiable {
  /// Unique within a catalogue and stable between scans of the same data.
  public var id: String
  public var identity: SeriesIdentity
  public var columns: Int
  public var rows: Int
  public var sliceCount: Int
  public var source: SeriesSource
  public var warnings: [ImagingWarning]

  public init(
    id: String, identity: SeriesIdentity, columns: Int, rows: Int, sliceCount: Int,
    source: SeriesSource, warnings: [ImagingWarning] = []
  ) {
    self.id = id
    self.identity = identity
    self.columns = columns
    self.rows = rows
    self.sliceCount = sliceCount
    self.source = source
    self.warnings = warnings
  }
}

/// Where a series' voxels come from.
public enum SeriesSource: Sendable {
  case dicom(SeriesFiles)
  case nifti(path: String)
  /// Made by the application when first opened (the built-in cohort); the string names it there.
  case onDemand(String)
}
