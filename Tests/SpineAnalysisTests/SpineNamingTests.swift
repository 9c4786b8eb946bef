import Imaging
import TestSupport
import Testing

@testable import SpineAnalysis

struct SpineNamingTests {
  /// Centres' z of C1…C7, T1, T2 of an ordinary neck, mm.
  static let heights = [100.0, 88, 64, 47, 30.5, 14, -3.5, -23.5, -44.5]

  /// A candidate that is surely `name` (0…7), or spread between two names.
  func candidate(_ z: Double, _ name: Int, doubt: (Int, Double)? = nil, mass: Double = 300)
    -> VertebraCandidate
  {
    var evidence = [Double](repeating: 0, count: 8)
    evidence[name] = 1 - (doubt?.1 ?? 0)
    if let doubt { evidence[doubt.0] = doubt.1 }
    return VertebraCandidate(centre: [0, 0, z], mass: mass, evidence: evidence)
  }

  func names(_ candidates: [VertebraCandidate]) -> [Int?] {
    SpineNaming.names(of: candidates, fullMass: 300)
  }

  @Test func aCertainNeckKeepsItsNames() {
    let neck = Self.heights.enumerated().map { candidate($1, min(7, $0)) }
    #expect(names(neck) == [0, 1, 2, 3, 4, 5, 6, 7, 7])
  }

  @Test func oneDoubtfulVertebraFollowsTheChain() {
    var neck = Self.heights.enumerated().map { candidate($1, min(7, $0)) }
    neck[4] = candidate(Self.heights[4], 5)
    #expect(names(neck) == [0, 1, 2, 3, 4, 5, 6, 7, 7])
  }

  @Test func twoVertebraeWithTheSameNameBecomeNeighbours() {
    var neck = Self.heights.enumerated().map { candidate($1, min(7, $0)) }
    neck[3] = candidate(Self.heights[3], 4, doubt: (3, 0.4))
    #expect(names(neck) == [0, 1, 2, 3, 4, 5, 6, 7, 7])
  }

  @Test func theWholeChainOutvotesItsMiddle() {
    // C3…C6 each look like the level below; the dens and the ribs say otherwise.
    var neck = Self.heights.enumerated().map { candidate($1, min(7, $0)) }
    for n in 2...5 { neck[n] = candidate(Self.heights[n], n + 1, doubt: (n, 0.2)) }
    #expect(names(neck) == [0, 1, 2, 3, 4, 5, 6, 7, 7])
  }

  @Test func whatIsNotInViewIsNotInvented() {
    let lower = (3...6).map { candidate(Self.heights[$0], $0) }
    #expect(names(lower) == [3, 4, 5, 6])
    #expect(names([]) == [])
  }

  @Test func aMissingVertebraLeavesAGapInTheNames() {
    let neck = [0, 1, 2, 4, 5, 6].map { candidate(Self.heights[$0], $0) }
    #expect(names(neck) == [0, 1, 2, 4, 5, 6])
  }

  @Test func aSmallPieceBetweenTwoVertebraeGetsNoName() {
    var neck = Self.heights.enumerated().map { candidate($1, min(7, $0)) }
    neck.insert(candidate(55, 3, doubt: (2, 0.4), mass: 70), at: 3)
    #expect(names(neck) == [0, 1, 2, nil, 3, 4, 5, 6, 7, 7])
  }

  @Test func namesNeverRunAgainstTheOrder() {
    var generator = SplitMix64(seed: 5)
    for _ in 0..<200 {
      let count = Int.random(in: 1...9, using: &generator)
      var z = 100.0
      let neck = (0..<count).map { _ in
        z -= Double.random(in: 8...30, using: &generator)
        return candidate(
          z, Int.random(in: 0...7, using: &generator),
          doubt: (Int.random(in: 0...7, using: &generator), 0.3),
          mass: Double.random(in: 60...400, using: &generator))
      }
      let found = names(neck).compactMap { $0 }
      #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 || $0 == 7 && $1 == 7 })
    }
  }
}
