import Imaging

/// Where the vertebrae are: stage 1's answer, made consistent.
struct Localisation: Sendable {
  /// The levels in view, from cranial to caudal.
  var levels: [LocalisedLevel]
  /// Centre of the first thoracic vertebra, when it is in view: the curve goes on to it.
  var thoracicCentre: Position?

  /// Towards caudal, at each of `levels`.
  var directions: [SIMD3<Double>] {
    let line = levels.map(\.centre) + (thoracicCentre.map { [$0] } ?? [])
    return Array(SpineCurve.directions(line).prefix(levels.count))
  }
}

struct LocalisedLevel: Sendable {
  let level: Level
  let centre: Position
  let box: Box
  let mask: LevelMask
}

/// A vertebra that the voxels agree on, before it has a name.
struct VertebraCandidate: Sendable, Equatable {
  /// Mean of its voxels' votes, LPS mm.
  var centre: Position
  /// Sum of its voxels' foreground probabilities.
  var mass: Double
  /// Mean probability of each class, C1…C7 then T1+, over its voxels; the sum is 1.
  var evidence: [Double]
}
