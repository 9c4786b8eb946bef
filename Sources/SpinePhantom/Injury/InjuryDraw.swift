import Foundation
import Imaging

/// Draws which levels are broken, and how.
enum InjuryDraw {
  /// Prevalence among the 2,019 RSNA-2022 training studies: 961 positive; levels C1 … C7.
  /// Source: Lin et al., Radiology: Artificial Intelligence 5 (2023) e230034, counts of train.csv.
  static let positiveShare = 0.476
  static let levelWeight = [0.072, 0.141, 0.036, 0.053, 0.080, 0.137, 0.195]
  /// Fractured levels in a positive study: 1, 2, 3, 4 (623, 239, 64, 35 of 961).
  static let countShare = [0.648, 0.249, 0.067, 0.036]

  static func drawn(seed: UInt64) -> [Injury] {
    var r = PhantomRandom(seed: seed, stream: "injury")
    guard r.chance(positiveShare) else { return [] }
    var count = 1
    var u = r.uniform(0, 1)
    for (n, share) in countShare.enumerated() {
      count = n + 1
      u -= share
      if u < 0 { break }
    }
    var broken: Set<Int> = []
    while broken.count < count {
      // Further fractures stand beside the first far more often than apart.
      let weights = (0..<7).map { n -> Double in
        if broken.contains(n) { return 0 }
        let beside = broken.contains(n - 1) || broken.contains(n + 1)
        return levelWeight[n] * (broken.isEmpty || beside ? 1 : 0.08)
      }
      broken.insert(pick(weights, &r))
    }
    return broken.sorted().map { n in
      let level = Level(rawValue: n)!
      let kinds = FractureKind.kinds(at: level)
      return Injury(level: level, kind: kinds[pick(kinds.map { weight($0, level) }, &r)])
    }
  }

  private static func weight(_ kind: FractureKind, _ level: Level) -> Double {
    switch kind {
    case .atlasAnteriorArch: 0.2
    case .atlasPosteriorArch: 0.3
    case .jefferson: 0.35
    case .atlasLateralMass: 0.15
    case .densTypeII: 0.45
    case .densTypeIII: 0.22
    case .hangman: 0.23
    case .compression: 0.14
    case .burst: 0.08
    case .teardrop: 0.12
    case .facet: 0.2
    case .lamina: 0.15
    case .pedicle: 0.06
    case .transverseProcess: level == .c7 ? 0.35 : 0.15
    case .spinousProcess: level >= .c6 ? 0.25 : 0.08
    }
  }

  private static func pick(_ weights: [Double], _ r: inout PhantomRandom) -> Int {
    var u = r.uniform(0, weights.reduce(0, +))
    for (n, w) in weights.enumerated() {
      u -= w
      if u < 0 { return n }
    }
    return weights.count - 1
  }
}
