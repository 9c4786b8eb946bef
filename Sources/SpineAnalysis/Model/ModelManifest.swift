/// What a model package says of itself: `manifest.json`. docs/formats.md has an example.
public struct ModelManifest: Sendable, Hashable, Codable {
  /// The version of this document; this program reads 1.
  public var format: Int
  public var name: String
  public var version: String
  public var licence: String
  /// "synthetic" puts a warning into every result on an image that is not synthetic.
  public var trainedOn: String
  public var localise: LocaliseStage
  public var classify: ClassifyStage
  public var thresholds: Thresholds
  /// SHA-256 of every other file of the package, by file name.
  public var files: [String: String]

  enum CodingKeys: String, CodingKey {
    case format, name, version, licence, localise, classify, thresholds, files
    case trainedOn = "trained_on"
  }
}

/// Which HU become 0 and 1 at a network's input; outside it they are clipped.
public struct InputWindow: Sendable, Hashable, Codable {
  public var low: Double
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  public init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    low = try pair.decode(Double.self)
    high = try pair.decode(Double.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var pair = encoder.unkeyedContainer()
    try pair.encode(low)
    try pair.encode(high)
  }

  /// The network's input for a value in HU.
  @inline(__always)
  func value(ofHounsfieldUnits hu: Float) -> Float {
    min(1, max(0, (hu - Float(low)) / Float(high - low)))
  }
}

/// The coarsest voxels on which a stage may speak, mm.
public struct StageRequirements: Sendable, Hashable, Codable {
  public var pixelMillimetres: Double
  public var sliceMillimetres: Double

  enum CodingKeys: String, CodingKey {
    case pixelMillimetres = "pixel_mm"
    case sliceMillimetres = "slice_mm"
  }
}

/// Stage 1: the whole volume on a coarse grid → a label and a way to the vertebra's centre per voxel.
public struct LocaliseStage: Sendable, Hashable, Codable {
  public var file: String
  public var input: Input
  public var outputs: Outputs
  public var requires: StageRequirements

  /// Layout `[1, 1, D, H, W]`: D cranial (z), H posterior (y), W to the patient's left (x).
  public struct Input: Sendable, Hashable, Codable {
    public var name: String
    public var layout: String
    public var spacingMillimetres: Double
    public var windowHU: InputWindow
    /// Every side of the grid is a multiple of this many voxels.
    public var sizeMultiple: Int
    /// The most voxels along any side.
    public var maximumSide: Int

    enum CodingKeys: String, CodingKey {
      case name, layout
      case spacingMillimetres = "spacing_mm"
      case windowHU = "window_hu"
      case sizeMultiple = "size_multiple"
      case maximumSide = "maximum_side"
    }
  }

  public struct Outputs: Sendable, Hashable, Codable {
    /// Logits `[1, classes, D, H, W]`.
    public var labels: String
    /// One name for each channel of `labels`: "background", "C1" … "C7", "T1+".
    public var classes: [String]
    /// `[1, 3, D, H, W]`: from a voxel to its vertebra's centre, along x, y, z (LPS).
    public var offsets: String
    /// Millimetres for one unit of `offsets`.
    public var offsetMillimetres: Double

    enum CodingKeys: String, CodingKey {
      case labels, classes, offsets
      case offsetMillimetres = "offset_mm"
    }
  }
}

/// Stage 2: one level's slices across the spine → one logit.
public struct ClassifyStage: Sendable, Hashable, Codable {
  public var file: String
  public var input: Input
  public var outputs: Outputs
  public var calibration: Calibration
  public var heat: Heat
  public var requires: StageRequirements

  /// Layout `[slices, neighbours + 1, size, size]`: slices from cranial to caudal; channels the
  /// neighbours from cranial to caudal, then the level's mask; rows to posterior, columns to the
  /// patient's left.
  public struct Input: Sendable, Hashable, Codable {
    public var name: String
    public var layout: String
    public var slices: Int
    public var neighbours: Int
    public var neighbourStepMillimetres: Double
    public var sizePixels: Int
    public var pixelMillimetres: Double
    /// How far the slices reach beyond the mask along the spine.
    public var marginMillimetres: Double
    public var windowHU: InputWindow

    enum CodingKeys: String, CodingKey {
      case name, layout, slices, neighbours
      case neighbourStepMillimetres = "neighbour_step_mm"
      case sizePixels = "size_pixels"
      case pixelMillimetres = "pixel_mm"
      case marginMillimetres = "margin_mm"
      case windowHU = "window_hu"
    }
  }

  public struct Outputs: Sendable, Hashable, Codable {
    /// `[1, 1]`: the level's logit.
    public var logit: String
    /// `[slices]`: how much each slice weighs in it; they sum to 1.
    public var attention: String
  }

  public struct Heat: Sendable, Hashable, Codable {
    /// The tensor that enters the global pooling, `[slices, channels, h, w]`.
    public var layer: String
    /// The Grad-CAM value of a plain fracture on the calibration studies: a study whose maximum
    /// is lower is drawn on this scale, so that a healthy neck does not glow.
    public var reference: Double
  }
}

/// Platt scaling: `probability = 1 / (1 + exp(−(slope · logit + intercept)))`.
///
/// Source: Platt, "Probabilistic outputs for support vector machines", 1999.
public struct Calibration: Sendable, Hashable, Codable {
  public var slope: Double
  public var intercept: Double

  public init(slope: Double, intercept: Double) {
    self.slope = slope
    self.intercept = intercept
  }
}

/// At or above which a level, or the neck, is called fractured, and what that cost and brought.
public struct Thresholds: Sendable, Hashable, Codable {
  public var levels: [String: OperatingPoint]
  public var overall: OperatingPoint

  public struct OperatingPoint: Sendable, Hashable, Codable {
    public var value: Double
    /// Measured on the calibration studies at this threshold.
    public var sensitivity: Double
    public var specificity: Double
  }
}
