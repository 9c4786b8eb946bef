import Imaging
import TestSupport
import Testing

@testable import SpineAnalysis

/// Stage 1's answer made by hand: balls for vertebrae, with the logits and offsets that a perfect
/// network would give, then spoilt in known ways.
struct LocalisationTests {
  static let grid = VolumeGeometry(
    dimensions: [32, 32, 80], affine: Affine(spacing: [3, 3, 3], origin: [-48, -48, -120]))

  struct Ball {
    var name: Int
    var centre: Position
    var radius = 9.0
  }

  /// C1…C7, T1, T2 one below the other on a gentle curve.
  static let neck: [Ball] = SpineNamingTests.heights.enumerated().map { n, z in
    Ball(name: min(7, n), centre: [2, 4 - 0.002 * (z - 40) * (z - 40), z - 20], radius: 8)
  }

  func votes(
    _ balls: [Ball], certainty: Float = 6,
    spoil: (inout [Float], inout [Float]) -> Void = { _, _ in }
  ) -> VoxelVotes {
    let grid = Self.grid
    let count = grid.voxelCount
    var labels = [Float](repeating: 0, count: 9 * count)
    var offsets = [Float](repeating: 0, count: 3 * count)
    for n in 0..<count {
      labels[n] = certainty
      let p = grid.position(i: n % 32, j: n / 32 % 32, slice: n / 1024)
      let inside = balls.filter { (p - $0.centre).length <= $0.radius }
      guard let ball = inside.min(by: { (p - $0.centre).length < (p - $1.centre).length })
      else { continue }
      labels[n] = 0
      labels[(ball.name + 1) * count + n] = certainty
      for axis in 0..<3 { offsets[axis * count + n] = Float((ball.centre - p)[axis] / 10) }
    }
    spoil(&labels, &offsets)
    return VoxelVotes(grid: grid, labels: labels, offsets: offsets, offsetMillimetres: 10)
  }

  @Test func everyLevelIsFoundAtItsCentre() throws {
    let found = try Localiser.localisation(votes: votes(Self.neck), field: Self.grid)
    #expect(found.levels.map(\.level) == Level.allCases)
    for (level, ball) in zip(found.levels, Self.neck) {
      #expect((level.centre - ball.centre).length < 0.5)
      #expect((level.box.minimum - (ball.centre - SIMD3(repeating: ball.radius))).length < 4)
      #expect((level.box.maximum - (ball.centre + SIMD3(repeating: ball.radius))).length < 4)
    }
    let thoracic = try #require(found.thoracicCentre)
    #expect((thoracic - Self.neck[7].centre).length < 0.5)
  }

  @Test func noisyVotesStillNameEveryLevel() throws {
    var generator = SplitMix64(seed: 3)
    let found = try Localiser.localisation(
      votes: votes(Self.neck) { labels, offsets in
        for n in labels.indices { labels[n] += Float.random(in: -3...3, using: &generator) }
        for n in offsets.indices { offsets[n] += Float.random(in: -0.4...0.4, using: &generator) }
      }, field: Self.grid)
    #expect(found.levels.map(\.level) == Level.allCases)
    for (level, ball) in zip(found.levels, Self.neck) {
      #expect((level.centre - ball.centre).length < 2)
    }
  }

  @Test func aLevelThatIsNotThereIsNotInvented() throws {
    let lower = Array(Self.neck[2...5])
    let found = try Localiser.localisation(votes: votes(lower), field: Self.grid)
    #expect(found.levels.map(\.level) == [.c3, .c4, .c5, .c6])
    #expect(found.thoracicCentre == nil)
    let none = try Localiser.localisation(votes: votes([]), field: Self.grid)
    #expect(none.levels.isEmpty)
  }

  @Test func straySpecksNeitherNameNorWiden() throws {
    let speck = Ball(name: 3, centre: [30, -30, -100], radius: 4)
    let found = try Localiser.localisation(votes: votes(Self.neck + [speck]), field: Self.grid)
    #expect(found.levels.map(\.level) == Level.allCases)
    #expect(found.levels[3].box.maximum.x < 14)
  }

  @Test func aCentreOutsideTheScanIsNotInView() throws {
    let field = VolumeGeometry(
      dimensions: [32, 32, 60], affine: Affine(spacing: [3, 3, 3], origin: [-48, -48, -120]))
    let found = try Localiser.localisation(votes: votes(Self.neck), field: field)
    #expect(found.levels.map(\.level) == [.c3, .c4, .c5, .c6, .c7])
  }

  @Test func wrongLabelsOnHalfAVertebraDoNotShiftTheChain() throws {
    let count = Self.grid.voxelCount
    let found = try Localiser.localisation(
      votes: votes(Self.neck) { labels, _ in
        // The left half of C5 says C6.
        for n in 0..<count where labels[5 * count + n] > 0 && n % 32 >= 16 {
          labels[6 * count + n] = 7
        }
      }, field: Self.grid)
    #expect(found.levels.map(\.level) == Level.allCases)
    #expect((found.levels[4].centre - Self.neck[4].centre).length < 0.5)
  }

  @Test func theSpineTurnsWithItsCentres() {
    let straight = SpineCurve.directions([[0, 0, 30], [0, 0, 10], [0, 0, -10]])
    #expect(straight.allSatisfy { ($0 - [0, 0, -1]).length < 1e-12 })
    let bent = SpineCurve.directions([[0, 0, 0], [0, 10, -10], [0, 30, -20]])
    #expect((bent[1] - SIMD3<Double>(0, 30, -20).normalized).length < 1e-12)
    #expect(SpineCurve.directions([[1, 2, 3]]) == [[0, 0, -1]])
  }
}
