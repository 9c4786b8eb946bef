import Imaging

/// What of a study may be asked for. The neck itself follows from the seed alone.
public struct PhantomOptions: Sendable, Hashable {
  /// The healthy twin: the same neck, the same noise, no fracture.
  public var withoutFractures = false
  /// These fractures instead of the drawn ones; `nil` draws them.
  public var fractures: [Injury]?
  /// Quantum noise and shoulder streaks.
  public var withNoise = true
  /// Pixels along each side of the default geometry.
  public var matrix = 512
  /// Slice spacing of the default geometry, mm; `nil` draws one of a scanner's usual values.
  public var sliceSpacing: Double?
  /// How much of the neck the default geometry shows.
  public var coverage = Coverage.drawn

  /// How much of the neck the default geometry shows.
  public enum Coverage: String, Sendable, Hashable, Codable {
    /// About one study in eight cuts off C1 or C7, the others neither.
    case drawn
    case whole, withoutC1, withoutC7
  }

  public init() {}

  public static let `default` = PhantomOptions()
}

/// A fracture to make: where and of which kind.
public struct Injury: Sendable, Hashable, Codable {
  public var level: Level
  public var kind: FractureKind

  public init(level: Level, kind: FractureKind) {
    self.level = level
    self.kind = kind
  }
}

/// The kinds of cervical fracture that the phantom knows.
public enum FractureKind: String, Sendable, CaseIterable, Codable {
  case atlasAnteriorArch, atlasPosteriorArch, jefferson, atlasLateralMass
  case densTypeII, densTypeIII, hangman
  case compression, burst, teardrop
  case facet, lamina, pedicle, transverseProcess, spinousProcess

  /// Whether blood and oedema gather before the spine.
  var swells: Bool {
    switch self {
    case .lamina, .spinousProcess, .transverseProcess, .facet, .atlasPosteriorArch: false
    default: true
    }
  }

  /// The kinds that occur at a level.
  public static func kinds(at level: Level) -> [FractureKind] {
    switch level {
    case .c1: [.atlasAnteriorArch, .atlasPosteriorArch, .jefferson, .atlasLateralMass]
    case .c2: [.densTypeII, .densTypeIII, .hangman, .teardrop]
    default:
      [
        .compression, .burst, .teardrop, .facet, .lamina, .pedicle, .transverseProcess,
        .spinousProcess,
      ]
    }
  }
}

/// A fracture as made.
public struct FractureTruth: Sendable, Hashable {
  public var level: Level
  public var kind: FractureKind
  /// The middle of the break, LPS mm.
  public var position: Position
  /// Width of the lucent line, mm.
  public var gapMillimetres: Double
  /// Displacement of the fragment, mm.
  public var displacementMillimetres: Double
}

/// One level as it is: by design an anatomical point, not the centroid of a mask.
public struct LevelTruth: Sendable, Hashable {
  public var level: Level
  /// LPS mm. C3–C7 the middle of the vertebral body; C2 half way between dens tip and C2/3 disc; C1
  /// the point on the dens axis at the height of the anterior arch.
  public var centre: Position
  /// Two opposite corners of a box around the vertebra, LPS mm; a few mm of slack.
  public var boxMinimum: Position
  public var boxMaximum: Position
  public var fractures: [FractureTruth]

  public var isFractured: Bool { !fractures.isEmpty }
}
