/// One DICOM image (one frame of a file): the header fields that decide where it belongs and what
/// its values mean. Made by `InstanceParsing` from a checked header; strings are safe to show.
public struct Instance: Sendable, Hashable {
  public var path: String
  /// Which frame of the file, from 0.
  public var frame: Int = 0
  public var identity = SeriesIdentity()
  public var patientBirthDate = ""
  public var patientSex = ""
  public var sopInstanceUID = ""
  public var instanceNumber: Int?
  public var transferSyntax = ""
  /// Image Type, at most its first four values.
  public var imageType: [String] = []
  public var sliceThickness: Double?

  public var columns = 0
  public var rows = 0
  /// Where the image lies; nil when the file does not say.
  public var plane: ImagePlane?
  /// Between columns and between rows, mm; nil when the file does not say.
  public var pixelSpacing: SIMD2<Double>?
  public var stored = StoredFormat()
  public var rescale = Rescale()
  public var windows: [Window] = []
  /// The file holds a VOI LUT Sequence, which is read with the pixels.
  var hasTables = false
  /// MONOCHROME1: small values are bright. Values are not changed by it.
  public var isInverted = false
  /// What the file's oddities are.
  public var warnings: [ImagingWarning] = []

  /// Everything that must be equal for two images to be one series, undecorated: patient, study,
  /// series, frame of reference, SOP class, modality, localizer or not.
  var seriesKey = ""
  /// Attributes that may tell apart images of one series at the same place, strongest first.
  var discriminators: [String] = []

  public init(path: String) { self.path = path }

  public var isLocalizer: Bool { imageType.count > 2 && imageType[2] == "LOCALIZER" }
}

/// The plane of an image in the patient.
/// Source: PS3.3 C.7.6.2.1.1.
public struct ImagePlane: Sendable, Hashable {
  /// Centre of the first pixel, LPS mm.
  public var position: Position
  /// Direction in which columns follow each other (along a row), as stored.
  public var alongRow: SIMD3<Double>
  /// Direction in which rows follow each other, as stored.
  public var alongColumn: SIMD3<Double>
  /// Distance between columns and between rows, mm.
  public var columnSpacing: Double
  public var rowSpacing: Double

  public var normal: SIMD3<Double> { alongRow.cross(alongColumn).normalized }

  /// True when the other image's pixels lie over this one's but for a shift: directions agree to
  /// 1e-3 and the far corner to 0.1 mm.
  func isParallel(to other: ImagePlane, columns: Int, rows: Int) -> Bool {
    let row = alongRow - other.alongRow
    let column = alongColumn - other.alongColumn
    guard max(row.length, column.length) <= 1e-3 else { return false }
    func corner(_ plane: ImagePlane) -> SIMD3<Double> {
      plane.alongRow * plane.columnSpacing * Double(columns)
        + plane.alongColumn * plane.rowSpacing * Double(rows)
    }
    return (corner(self) - corner(other)).length <= 0.1
      && abs(columnSpacing - other.columnSpacing) <= 1e-3 * columnSpacing
      && abs(rowSpacing - other.rowSpacing) <= 1e-3 * rowSpacing
  }
}

/// How stored values lie in Pixel Data.
public struct StoredFormat: Sendable, Hashable {
  public var bitsAllocated = 0
  public var bitsStored = 0
  public var isSigned = false
  /// Stored values that stand for "no data", if the file names any.
  public var padding: ClosedRange<Int>?

  /// The values that the format can hold.
  public var range: ClosedRange<Int> {
    let span = 1 << bitsStored
    return isSigned ? -span / 2...span / 2 - 1 : 0...span - 1
  }
}

/// Stored value to HU: `slope · stored + intercept`. Source: PS3.3 C.11.1.
public struct Rescale: Sendable, Hashable {
  public var slope = 1.0
  public var intercept = 0.0

  public func hounsfieldUnits(_ stored: Int) -> Double { slope * Double(stored) + intercept }
  /// True when whole stored values become whole HU.
  public var isWhole: Bool {
    slope == slope.rounded() && intercept == intercept.rounded()
      && abs(slope) < 32_768 && abs(intercept) < 2_147_483_648
  }
}
