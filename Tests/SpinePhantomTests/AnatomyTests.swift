import Imaging
import SpinePhantom
import Testing

/// The whole neck at 1.5 mm, without noise.
private func coarse(_ study: PhantomStudy) -> VolumeGeometry {
  grid(study.levels[3].centre + [0, 15, 5], [88, 88, 128], [1.5, 1.5, 1.5])
}

@Test(arguments: [1, 2, 3, 14] as [UInt64])
func everyVertebraIsOnePieceAndTheyStandInOrder(seed: UInt64) throws {
  var options = PhantomOptions()
  options.withoutFractures = true
  let study = PhantomStudy(seed: seed, options: options)
  let g = coarse(study)
  let labels = try values(study.labels(on: g))
  var heights: [Double] = []
  for level in Level.allCases {
    let pieces = components(labels, level.label, g.dimensions)
    let all = pieces.reduce(0) { $0 + $1.count }
    let largest = pieces.max { $0.count < $1.count } ?? []
    // Ossicles before a disc, and walls thinner than a voxel, may stand apart.
    #expect(Double(largest.count) >= 0.97 * Double(all), "\(level) in \(pieces.map(\.count))")
    // A cervical vertebra holds 6 to 25 ml of bone.
    let millilitres = Double(all) * 3.375 / 1000
    #expect(millilitres > 4 && millilitres < 28, "\(level): \(millilitres) ml")
    let z =
      largest.reduce(0.0) { $0 + Double($1 / (g.dimensions.x * g.dimensions.y)) }
      / Double(largest.count)
    heights.append(z)
  }
  #expect(heights == heights.sorted(by: >))
}

@Test(arguments: [1, 5, 9] as [UInt64]) func theDensStandsInsideTheRingOfC1(seed: UInt64) throws {
  let study = PhantomStudy(seed: seed)
  let centre = study.levels[0].centre
  let g = grid(centre, [161, 161, 1], [0.5, 0.5, 1])
  let labels = try values(study.labels(on: g))
  #expect(labels[80 * 161 + 80] == 2)
  // C1 lies in front of the dens and on both sides of it.
  #expect((20..<80).contains { labels[$0 * 161 + 80] == 1 })
  #expect((0..<80).contains { labels[80 * 161 + $0] == 1 })
  #expect((81..<161).contains { labels[80 * 161 + $0] == 1 })
}

@Test func centresLieWhereTheirDefinitionPutsThem() throws {
  let study = PhantomStudy(seed: 21)
  for level in Level.allCases where level >= .c3 {
    let g = grid(study.levels[level.rawValue].centre, [1, 1, 1], [1, 1, 1])
    #expect(try values(study.labels(on: g)) == [level.label])
  }
}

@Test(arguments: [3, 4] as [UInt64]) func tissuesHaveTheirHounsfieldUnits(seed: UInt64) throws {
  var options = PhantomOptions()
  options.withoutFractures = true
  let study = PhantomStudy(seed: seed, options: options)
  func mean(_ at: Position, _ count: SIMD3<Int>) throws -> Double {
    let g = grid(at, count, [0.5, 0.5, 0.8])
    let hu = try values(study.hounsfieldUnits(on: g))
    return hu.reduce(0.0) { $0 + Double($1) } / Double(hu.count)
  }
  // Marrow in the middle of C5; air far in front of the face.
  let marrow = try mean(study.levels[4].centre, [9, 7, 4])
  #expect(marrow > 110 && marrow < 460)
  #expect(try mean(study.levels[4].centre + [0, -180, 0], [16, 16, 4]) < -990)
  // Cortex: the densest voxels of C4 reach well over 600 HU, soft tissue never does.
  let g = grid(study.levels[3].centre + [0, 12, 0], [160, 160, 10], [0.4, 0.4, 0.8])
  let hu = try values(study.hounsfieldUnits(on: g))
  let labels = try values(study.labels(on: g))
  let bone = zip(hu, labels).filter { $0.1 != 0 }.map(\.0).sorted()
  #expect(bone[bone.count * 95 / 100] > 650 && bone[bone.count * 99 / 100] < 1700)
  let soft = zip(hu, labels).filter { $0.1 == 0 }.map(\.0).sorted()
  #expect(soft[soft.count / 2] > -130 && soft[soft.count / 2] < 90)
}

@Test func aCoarseGridIsTheMeanOfAFineOne() throws {
  var options = PhantomOptions()
  options.withNoise = false
  let study = PhantomStudy(seed: 4, options: options)
  let centre = study.levels[4].centre + [0, 14, 0]
  let fine = grid(centre, [96, 96, 24], [0.5, 0.5, 0.5])
  let rough = grid(centre, [16, 16, 4], [3, 3, 3])
  let f = try values(study.hounsfieldUnits(on: fine))
  let r = try values(study.hounsfieldUnits(on: rough))
  var error = 0.0
  for k in 0..<4 {
    for j in 0..<16 {
      for i in 0..<16 {
        var sum = 0.0
        for c in 0..<6 {
          for b in 0..<6 {
            for a in 0..<6 { sum += Double(f[((k * 6 + c) * 96 + j * 6 + b) * 96 + i * 6 + a]) }
          }
        }
        error += abs(sum / 216 - Double(r[(k * 16 + j) * 16 + i]))
      }
    }
  }
  // HU on average over bone, muscle and fat; point samples would miss by over 60.
  #expect(error / 1024 < 30)
}

/// The 6-connected pieces of one label, as voxel indices.
private func components(_ labels: [UInt8], _ label: UInt8, _ d: SIMD3<Int>) -> [[Int]] {
  var seen = [Bool](repeating: false, count: labels.count)
  var pieces: [[Int]] = []
  let steps = [1, d.x, d.x * d.y]
  for start in labels.indices where labels[start] == label && !seen[start] {
    var piece: [Int] = []
    var open = [start]
    seen[start] = true
    while let n = open.popLast() {
      piece.append(n)
      for step in steps {
        for m in [n - step, n + step]
        where m >= 0 && m < labels.count && labels[m] == label && !seen[m] {
          seen[m] = true
          open.append(m)
        }
      }
    }
    pieces.append(piece)
  }
  return pieces
}
