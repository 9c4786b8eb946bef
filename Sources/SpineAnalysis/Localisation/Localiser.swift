import Imaging

/// From stage 1's output to levels: votes, vertebrae, names, masks.
enum Localiser {
  /// Bone of a whole cervical vertebra, mm³: about 8 cm³ (C3) to 14 cm³ (C7, C2) filled outlines.
  private static let wholeVertebra = 7000.0
  /// With less bone than this in the image a level is not in view, mm³.
  private static let leastBone = 1500.0

  /// - Parameter field: the volume; a level whose centre lies outside it is not in view.
  static func localisation(votes: VoxelVotes, field: VolumeGeometry) throws -> Localisation {
    let voxel = abs(votes.grid.affine.determinant)
    let clusters = VoteClusters.clusters(votes, leastMass: leastBone / voxel)
    let names = SpineNaming.names(
      of: clusters.map(\.candidate), fullMass: wholeVertebra / voxel)
    var result = Localisation(levels: [])
    for (cluster, name) in zip(clusters, names) {
      guard let name, field.contains(cluster.candidate.centre) else { continue }
      guard let level = Level(rawValue: name) else {
        result.thoracicCentre = result.thoracicCentre ?? cluster.candidate.centre
        continue
      }
      guard let found = try localised(level, cluster, votes) else { continue }
      result.levels.append(found)
    }
    return result
  }

  private static func localised(
    _ level: Level, _ cluster: VoteClusters.Cluster, _ votes: VoxelVotes
  ) throws -> LocalisedLevel? {
    var values = [Float](repeating: 0, count: votes.grid.voxelCount)
    for vote in cluster.votes { values[votes.voxels[vote]] = votes.weights[vote] }
    removeIslands(&values, size: votes.grid.dimensions)
    let mask = try LevelMask(geometry: votes.grid, values: values)
    guard !mask.points.isEmpty else { return nil }
    let half = votes.grid.spacing / 2
    let around = Box(containing: mask.points)
    return LocalisedLevel(
      level: level, centre: cluster.candidate.centre,
      box: Box(minimum: around.minimum - half, maximum: around.maximum + half), mask: mask)
  }

  /// Clears solid voxels that hang together with less than a tenth of the largest piece.
  private static func removeIslands(_ values: inout [Float], size: SIMD3<Int>) {
    let pieces = Components(mask: values.map { $0 >= 0.5 }, size: size)
    guard let most = pieces.counts.max() else { return }
    for n in values.indices where pieces.labels[n] > 0 {
      if pieces.counts[Int(pieces.labels[n]) - 1] * 10 < most { values[n] = 0 }
    }
  }
}
