/// Voxels in Hounsfield units on their grid, and where they came from.
public struct Volume: Sendable {
  public let geometry: VolumeGeometry
  public let voxels: Voxels
  /// Whose and which: shown with every picture and every result.
  public let identity: SeriesIdentity
  /// VOI windows of the header, in their order.
  public let windows: [Window]
  /// The HU that stands for "outside the scan" (Pixel Padding Value, or NaN in a float volume);
  /// drawn black, kept out of statistics and of models.
  public let padding: Float?
  /// MONOCHROME1: to be shown with low HU bright. The HU themselves are not touched by it; whoever
  /// makes greys of them inverts after the window. Source: PS3.3 C.7.6.3.1.2.
  public let isInverted: Bool
  /// What the user must know before trusting the picture.
  public let warnings: [ImagingWarning]
  /// The stored slices that may be looked at while the others are still being read; nil when all may.
  /// No one touches the others: their memory is being written.
  public let arrived: Range<Int>?
  /// What it was read from, where the reader noted it.
  public var source: SourceMark?

  public var isWhole: Bool { arrived == nil }
  /// Whether a stored slice may be looked at.
  public func has(slice: Int) -> Bool { arrived?.contains(slice) ?? true }

  public init(
    geometry: VolumeGeometry, voxels: Voxels, identity: SeriesIdentity, windows: [Window] = [],
    padding: Float? = nil, isInverted: Bool = false, warnings: [ImagingWarning] = [],
    arrived: Range<Int>? = nil
  ) {
    precondition(
      voxels.count == geometry.voxelCount,
      "\(voxels.count) voxels for a grid of \(geometry.dimensions)")
    self.geometry = geometry
    self.voxels = voxels
    self.identity = identity
    self.windows = windows
    self.padding = padding
    self.isInverted = isInverted
    self.warnings = warnings
    self.arrived = arrived
  }

  /// The same voxels under other words.
  public func with(identity: SeriesIdentity, warnings: [ImagingWarning]) -> Volume {
    var volume = Volume(
      geometry: geometry, voxels: voxels, identity: identity, windows: windows, padding: padding,
      isInverted: isInverted, warnings: warnings, arrived: arrived)
    volume.source = source
    return volume
  }

  /// The grid and the voxels of the slices that may be looked at; no copy.
  var readable: (geometry: VolumeGeometry, voxels: Voxels) {
    guard let arrived else { return (geometry, voxels) }
    let size = geometry.dimensions.x * geometry.dimensions.y
    let range = arrived.lowerBound * size..<arrived.upperBound * size
    let part: Voxels =
      switch voxels {
      case .int16(let buffer): .int16(buffer.part(range))
      case .float32(let buffer): .float32(buffer.part(range))
      }
    return (geometry.part(arrived), part)
  }

  /// The HU of the stored voxel (i, j, slice); NaN where it has not been read yet.
  public func hounsfieldUnits(i: Int, j: Int, slice: Int) -> Float {
    let d = geometry.dimensions
    precondition(
      i >= 0 && i < d.x && j >= 0 && j < d.y && slice >= 0 && slice < d.z,
      "voxel (\(i), \(j), \(slice)) of \(d)")
    guard has(slice: slice) else { return .nan }
    let index = (slice * d.y + j) * d.x + i
    switch voxels {
    case .int16(let buffer): return Float(buffer[index])
    case .float32(let buffer): return buffer[index]
    }
  }
}

/// HU as Int16 where exact, Float32 where the rescale is fractional. i fastest, then j, then k.
public enum Voxels: Sendable {
  case int16(VoxelBuffer<Int16>)
  case float32(VoxelBuffer<Float>)

  public var count: Int {
    switch self {
    case .int16(let buffer): buffer.count
    case .float32(let buffer): buffer.count
    }
  }
}

/// Patient, study and series of a volume. All strings are already safe to show (see `DisplayText`).
public struct SeriesIdentity: Sendable, Hashable, Codable {
  public var patientID: String
  public var patientName: String
  public var studyUID: String
  public var studyDate: String
  public var studyDescription: String
  public var seriesUID: String
  public var seriesNumber: Int?
  public var seriesDescription: String
  public var modality: String
  /// True for this project's own phantoms: a model trained on synthetic data may speak of them.
  public var isSynthetic: Bool

  public init(
    patientID: String = "", patientName: String = "", studyUID: String = "",
    studyDate: String = "", studyDescription: String = "", seriesUID: String = "",
    seriesNumber: Int? = nil, seriesDescription: String = "", modality: String = "",
    isSynthetic: Bool = false
  ) {
    self.patientID = patientID
    self.patientName = patientName
    self.studyUID = studyUID
    self.studyDate = studyDate
    self.studyDescription = studyDescription
    self.seriesUID = seriesUID
    self.seriesNumber = seriesNumber
    self.seriesDescription = seriesDescription
    self.modality = modality
    self.isSynthetic = isSynthetic
  }
}

/// Something odd in the data that was not hidden: a stable code for programs, a sentence for people.
public struct ImagingWarning: Sendable, Hashable, Codable {
  /// The values are on another scale than HU.
  public static let notHounsfieldCode = "not-hounsfield-units"

  public var code: String
  public var text: String

  public init(code: String, text: String) {
    self.code = code
    self.text = text
  }
}
