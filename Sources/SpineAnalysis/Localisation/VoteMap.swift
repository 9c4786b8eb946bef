import Foundation
import Imaging

/// What stage 1 says of each voxel that may be bone: which vertebra, and where its centre is.
struct VoxelVotes: Sendable {
  /// A voxel with a foreground probability above this takes part in a mask.
  private static let faint: Float = 0.1

  let grid: VolumeGeometry
  /// Place of each vote's voxel in the grid's storage.
  var voxels: [Int] = []
  /// 1 − probability of background.
  var weights: [Float] = []
  /// Where the voxel says its vertebra's centre is, LPS mm.
  var centres: [Position] = []
  /// Eight for each voxel: C1…C7, T1+; given that it is bone, so their sum is 1.
  var classes: [Float] = []

  /// - Parameters:
  ///   - labels: logits, `[9, D, H, W]`, background first.
  ///   - offsets: `[3, D, H, W]` in units of `offsetMillimetres`, along x, y, z (LPS).
  init(grid: VolumeGeometry, labels: [Float], offsets: [Float], offsetMillimetres: Double) {
    self.grid = grid
    let count = grid.voxelCount
    let size = grid.dimensions
    let names = ModelManifest.classes.count
    precondition(labels.count == names * count && offsets.count == 3 * count)
    var shares = [Float](repeating: 0, count: names)
    for n in 0..<count {
      var most = labels[count + n]
      for c in 2..<names { most = max(most, labels[c * count + n]) }
      // Even all eight together stay below `faint`: no need for the exponentials.
      if labels[n] - most > 4.4 { continue }
      let top = max(most, labels[n])
      var sum: Float = 0
      for c in 0..<names {
        shares[c] = exp(labels[c * count + n] - top)
        sum += shares[c]
      }
      let bone = sum - shares[0]
      guard bone / sum > Self.faint else { continue }
      voxels.append(n)
      weights.append(bone / sum)
      for c in 1..<names { classes.append(shares[c] / bone) }
      let offset = SIMD3(
        Double(offsets[n]), Double(offsets[count + n]), Double(offsets[2 * count + n]))
      let here = grid.position(i: n % size.x, j: n / size.x % size.y, slice: n / (size.x * size.y))
      centres.append(here + offset * offsetMillimetres)
    }
  }

  func likeliest(_ vote: Int) -> Int {
    var best = 0
    for c in 1..<8 where classes[8 * vote + c] > classes[8 * vote + best] { best = c }
    return best
  }
}

/// Gathers votes into vertebrae.
enum VoteClusters {
  /// Only voxels that are rather bone than not make a vertebra.
  private static let solid: Float = 0.5
  /// Votes within this of a peak make its centre, mm: about half the least distance of two centres.
  private static let radius = 7.0
  /// Votes farther than this from every centre belong to none, mm.
  private static let reach = 14.0

  /// More than a spine has: what a network that answers nonsense costs stays bounded.
  private static let mostVertebrae = 30

  struct Cluster: Sendable {
    var candidate: VertebraCandidate
    /// Which votes, solid and faint, belong to it.
    var votes: [Int]
  }

  /// Finds the vertebrae, from cranial to caudal.
  ///
  /// C1 gathers apart from the rest: its centre lies on the dens, as close as 9 mm to that of C2.
  /// - Parameter leastMass: a peak with less foreground than this is no vertebra.
  static func clusters(_ votes: VoxelVotes, leastMass: Double) -> [Cluster] {
    var centres: [(position: Position, isAtlas: Bool)] = []
    for isAtlas in [true, false] {
      let group = votes.voxels.indices.filter {
        votes.weights[$0] > solid && (votes.likeliest($0) == 0) == isAtlas
      }
      for peak in peaks(votes, group, leastMass: leastMass) { centres.append((peak, isAtlas)) }
    }
    var members = [[Int]](repeating: [], count: centres.count)
    for vote in votes.voxels.indices {
      let isAtlas = votes.likeliest(vote) == 0
      var nearest: (cluster: Int, distance: Double)?
      for (n, centre) in centres.enumerated() where centre.isAtlas == isAtlas {
        let distance = (votes.centres[vote] - centre.position).length
        if distance < min(reach, nearest?.distance ?? .infinity) { nearest = (n, distance) }
      }
      if let nearest { members[nearest.cluster].append(vote) }
    }
    return zip(centres, members).compactMap { centre, members in
      let candidate = candidate(votes, members, centre: centre.position)
      return candidate.mass < leastMass ? nil : Cluster(candidate: candidate, votes: members)
    }.sorted { $0.candidate.centre.z > $1.candidate.centre.z }
  }

  /// The densest places of the votes, greedily: take the densest, set aside what is near, repeat.
  private static func peaks(_ votes: VoxelVotes, _ group: [Int], leastMass: Double) -> [Position] {
    let size = votes.grid.dimensions
    var cells: [Int: Float] = [:]
    for vote in group {
      let index = votes.grid.affine.index(of: votes.centres[vote])
        .rounded(.toNearestOrAwayFromZero)
      guard (0..<3).allSatisfy({ index[$0] >= 0 && index[$0] < Double(size[$0]) }) else { continue }
      let place = SIMD3(Int(index.x), Int(index.y), Int(index.z))
      cells[(place.z * size.y + place.y) * size.x + place.x, default: 0] += votes.weights[vote]
    }
    let steps = [-1, 0, 1].flatMap { z in
      [-1, 0, 1].flatMap { y in [-1, 0, 1].map { (z * size.y + y) * size.x + $0 } }
    }
    var densities = cells.keys.map { cell in
      (cell: cell, mass: steps.reduce(Float(0)) { $0 + (cells[cell + $1] ?? 0) })
    }
    densities.sort { ($0.mass, $1.cell) > ($1.mass, $0.cell) }
    var taken: [Position] = []
    for (cell, density) in densities {
      // The 27 cells around a vertebra's centre hold a good part of its votes.
      guard Double(density) > leastMass / 4, taken.count < mostVertebrae else { break }
      let seed = votes.grid.position(
        i: cell % size.x, j: cell / size.x % size.y, slice: cell / (size.x * size.y))
      guard taken.allSatisfy({ ($0 - seed).length > radius * 1.2 }) else { continue }
      taken.append(seed)
    }
    return taken.map { seed in
      let near = group.filter { (votes.centres[$0] - seed).length < radius }
      return mean(votes, near) ?? seed
    }
  }

  private static func mean(_ votes: VoxelVotes, _ members: [Int]) -> Position? {
    var sum = Position.zero
    var mass = 0.0
    for vote in members {
      sum += votes.centres[vote] * Double(votes.weights[vote])
      mass += Double(votes.weights[vote])
    }
    return mass > 0 ? sum / mass : nil
  }

  private static func candidate(
    _ votes: VoxelVotes, _ members: [Int], centre: Position
  ) -> VertebraCandidate {
    var evidence = [Double](repeating: 0, count: 8)
    var mass = 0.0
    for vote in members where votes.weights[vote] > solid {
      let weight = Double(votes.weights[vote])
      mass += weight
      for c in 0..<8 { evidence[c] += weight * Double(votes.classes[8 * vote + c]) }
    }
    let near = members.filter { (votes.centres[$0] - centre).length < radius }
    return VertebraCandidate(
      centre: mean(votes, near) ?? centre, mass: mass,
      evidence: mass > 0 ? evidence.map { $0 / mass } : evidence)
  }
}
