import Foundation
import Imaging

/// Gives vertebrae their names, as one chain.
///
/// Single vertebrae of the middle neck look alike; the chain as a whole does not. So the names are
/// chosen together: those in anatomical order, without repeats, whose evidence summed over all
/// vertebrae is the greatest, given how far apart the centres lie.
enum SpineNaming {
  /// Names in evidence order: C1…C7 are 0…6, thoracic is 7.
  private static let thoracic = 7

  /// Distance from each level's centre to the next one's, mm, the last between thoracic vertebrae.
  ///
  /// Adults; between C3 and C7 body plus disc (Panjabi et al., Spine 16, 1991: end-plate to
  /// end-plate 15–17 mm). C1 and C2 by the centres' definition in `LevelFinding`.
  private static let spacing = [12.0, 24, 17, 16.5, 16.5, 17.5, 20, 21]

  /// Relative spread of those distances: small to large people, and narrowed discs.
  private static let spread = 0.3

  /// What leaving out a candidate costs, for a whole vertebra's mass: less than breaking the order.
  private static let leavingOut = 3.0

  /// Evidence below this counts as this: one voxel's certainty does not overrule the chain.
  private static let floor = 0.02

  /// - Parameters:
  ///   - candidates: from cranial to caudal.
  ///   - fullMass: the mass of a whole vertebra; smaller ones weigh less.
  /// - Returns: for each candidate 0…6 for C1…C7, 7 for thoracic, nil when it is none.
  static func names(of candidates: [VertebraCandidate], fullMass: Double) -> [Int?] {
    guard !candidates.isEmpty else { return [] }
    let count = candidates.count
    let names = thoracic + 1
    // best[n][a]: the score of the best chain that ends with candidate n named a; from: its last link.
    var best = [[Double]](
      repeating: [Double](repeating: -.infinity, count: names), count: count)
    var from = [[Link?]](repeating: [Link?](repeating: nil, count: names), count: count)
    var skipped = 0.0
    for n in 0..<count {
      let weight = min(1, candidates[n].mass / fullMass)
      for a in 0..<names {
        let own = weight * log(max(floor, candidates[n].evidence[a]))
        best[n][a] = own - skipped
        var between = 0.0
        for m in stride(from: n - 1, through: 0, by: -1) {
          for b in 0...a where b < a || a == thoracic {
            guard best[m][b] > -.infinity else { continue }
            let distance = (candidates[n].centre - candidates[m].centre).length
            let score = best[m][b] + own - between - stretch(distance, from: b, to: a)
            if score > best[n][a] {
              best[n][a] = score
              from[n][a] = Link(candidate: m, name: b)
            }
          }
          between += leavingOut * min(1, candidates[m].mass / fullMass)
        }
      }
      skipped += leavingOut * weight
    }
    return chain(best, from, candidates, fullMass)
  }

  private struct Link {
    var candidate: Int
    var name: Int
  }

  /// How unlikely a distance is between two names: half the squared number of spreads.
  private static func stretch(_ distance: Double, from: Int, to: Int) -> Double {
    let steps = from == thoracic ? thoracic...thoracic : from...(to - 1)
    let expected = steps.map { spacing[$0] }.reduce(0, +)
    let away = (distance - expected) / (spread * expected)
    // A vertebra between two others is rarely invisible: each missing one costs like a skipped one.
    return away * away / 2 + leavingOut * Double(steps.count - 1)
  }

  private static func chain(
    _ best: [[Double]], _ from: [[Link?]], _ candidates: [VertebraCandidate], _ fullMass: Double
  ) -> [Int?] {
    var after = 0.0
    var top = -Double.infinity
    var link: Link?
    for n in stride(from: best.count - 1, through: 0, by: -1) {
      for a in best[n].indices where best[n][a] - after > top {
        top = best[n][a] - after
        link = Link(candidate: n, name: a)
      }
      after += leavingOut * min(1, candidates[n].mass / fullMass)
    }
    var result = [Int?](repeating: nil, count: best.count)
    while let here = link {
      result[here.candidate] = here.name
      link = from[here.candidate][here.name]
    }
    return result
  }
}
