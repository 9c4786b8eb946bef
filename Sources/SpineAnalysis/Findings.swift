import Imaging

/// What a model says of one study. The JSON form is in docs/formats.md.
public struct Findings: Sendable, Equatable {
  public var identity: SeriesIdentity
  public var model: ModelIdentity
  /// Seven, C1 first.
  public var levels: [LevelFinding]
  public var overall: OverallFinding
  public var warnings: [ImagingWarning]
  public var seconds: Seconds

  public init(
    identity: SeriesIdentity, model: ModelIdentity, levels: [LevelFinding],
    overall: OverallFinding, warnings: [ImagingWarning], seconds: Seconds
  ) {
    self.identity = identity
    self.model = model
    self.levels = levels
    self.overall = overall
    self.warnings = warnings
    self.seconds = seconds
  }

  /// Wall-clock seconds of each step.
  public struct Seconds: Sendable, Equatable, Codable {
    public var load = 0.0
    public var localise = 0.0
    public var classify = 0.0
    public var total = 0.0

    public init() {}
  }
}

/// Which model spoke: shown with every result.
public struct ModelIdentity: Sendable, Hashable, Codable {
  public var name: String
  public var version: String
  /// SHA-256 of each file of the package, by file name.
  public var sha256: [String: String]

  public init(name: String, version: String, sha256: [String: String]) {
    self.name = name
    self.version = version
    self.sha256 = sha256
  }
}

/// One level's finding. A level out of view has no centre, no box and no probability, ever.
public struct LevelFinding: Sendable, Equatable {
  public var level: Level
  public var inView: Bool
  /// Calibrated, 0…1; nil when not in view or not assessed.
  public var probability: Double?
  /// At or above which the level is called fractured.
  public var threshold: Double
  /// Why `probability` is nil although the level is in view.
  public var notAssessedReason: String?
  /// An anatomical point, LPS mm: C3–C7 the middle of the body; C2 half way between dens tip and
  /// C2/3 disc; C1 the point on the dens axis at the height of the anterior arch.
  public var centre: Position?
  /// Two opposite corners of the axis-aligned box around the vertebra, LPS mm.
  public var box: Box?
  /// The axial slices that speak most for a fracture, the strongest first.
  public var slices: [SliceScore]

  public init(
    level: Level, inView: Bool, probability: Double? = nil, threshold: Double,
    notAssessedReason: String? = nil, centre: Position? = nil, box: Box? = nil,
    slices: [SliceScore] = []
  ) {
    self.level = level
    self.inView = inView
    self.probability = probability
    self.threshold = threshold
    self.notAssessedReason = notAssessedReason
    self.centre = centre
    self.box = box
    self.slices = slices
  }

  public var isFractured: Bool { probability.map { $0 >= threshold } ?? false }
}

public struct Box: Sendable, Hashable {
  public var minimum: Position
  public var maximum: Position

  public init(minimum: Position, maximum: Position) {
    self.minimum = minimum
    self.maximum = maximum
  }
}

/// An axial slice (the volume's own k, 0-based) and how much it speaks for a fracture.
public struct SliceScore: Sendable, Hashable {
  public var slice: Int
  public var score: Double

  public init(slice: Int, score: Double) {
    self.slice = slice
    self.score = score
  }
}

public struct OverallFinding: Sendable, Equatable {
  /// Nil when no level could be assessed.
  public var probability: Double?
  public var threshold: Double

  public init(probability: Double?, threshold: Double) {
    self.probability = probability
    self.threshold = threshold
  }

  public var isFractured: Bool { probability.map { $0 >= threshold } ?? false }
}
