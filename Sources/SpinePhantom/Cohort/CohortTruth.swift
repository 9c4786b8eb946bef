import Foundation
import Imaging

/// `truth.json`: what is known of a synthetic cohort and no real one. docs/formats.md has an example.
struct CohortTruth: Codable, Sendable {
  /// By study UID.
  var studies: [String: Study] = [:]

  struct Study: Codable, Sendable {
    var seed: UInt64
    /// By vertebra, C1…C7, T1 and on: the anatomical centre, LPS mm, of those whose centre is in the
    /// images.
    var centres: [String: [Double]]
    /// All that were made, whether or not the images show them.
    var fractures: [Fracture]

    enum CodingKeys: String, CodingKey {
      case seed, fractures
      case centres = "centres_mm_lps"
    }

    init(_ study: PhantomStudy, on geometry: VolumeGeometry) {
      seed = study.seed
      let vertebrae =
        study.levels.map { ($0.level.description, $0.centre) }
        + study.thoracicCentres.enumerated().map { ("T\($0 + 1)", $1) }
      let shown = vertebrae.filter { geometry.contains($0.1) }
      centres = Dictionary(uniqueKeysWithValues: shown.map { ($0, [$1.x, $1.y, $1.z]) })
      fractures = study.fractures.map(Fracture.init)
    }
  }

  struct Fracture: Codable, Sendable {
    var level: String
    var kind: String
    /// The middle of the break, LPS mm.
    var position: [Double]

    enum CodingKeys: String, CodingKey {
      case level, kind
      case position = "position_mm_lps"
    }

    init(_ truth: FractureTruth) {
      level = truth.level.description
      kind = truth.kind.rawValue
      position = [truth.position.x, truth.position.y, truth.position.z]
    }
  }

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
