import Imaging
import SpinePhantom
import Testing

@Test(arguments: [
  Injury(level: .c1, kind: .jefferson), Injury(level: .c2, kind: .densTypeII),
  Injury(level: .c2, kind: .hangman), Injury(level: .c5, kind: .burst),
  Injury(level: .c5, kind: .teardrop), Injury(level: .c4, kind: .facet),
  Injury(level: .c6, kind: .lamina), Injury(level: .c7, kind: .transverseProcess),
  Injury(level: .c7, kind: .spinousProcess),
])
func aFractureChangesOnlyItsNeighbourhood(injury: Injury) throws {
  var options = PhantomOptions()
  options.fractures = [injury]
  let broken = PhantomStudy(seed: 31, options: options)
  options.fractures = nil
  options.withoutFractures = true
  let whole = PhantomStudy(seed: 31, options: options)
  let fracture = try #require(broken.fractures.first)
  #expect(whole.fractures.isEmpty)
  #expect(broken.levels.map(\.centre) == whole.levels.map(\.centre))
  let g = grid(broken.levels[3].centre + [0, 10, 0], [110, 110, 120], [1.2, 1.2, 1.5])
  let a = try values(broken.hounsfieldUnits(on: g))
  let b = try values(whole.hounsfieldUnits(on: g))
  var changed = 0
  var farthest = 0.0
  for n in a.indices where a[n] != b[n] {
    changed += 1
    let p = g.position(i: n % 110, j: n / 110 % 110, slice: n / 12100)
    farthest = max(farthest, (p - fracture.position).length)
  }
  #expect(changed > 20)
  #expect(farthest < 62)
}

@Test func aBreakDarkensBoneAlongItsMask() throws {
  var options = PhantomOptions()
  options.fractures = [Injury(level: .c7, kind: .spinousProcess)]
  options.withNoise = false
  let broken = PhantomStudy(seed: 33, options: options)
  options.withoutFractures = true
  let whole = PhantomStudy(seed: 33, options: options)
  let g = grid(broken.fractures[0].position, [64, 64, 24], [0.4, 0.4, 0.8])
  let mask = try values(broken.fractureMask(on: g))
  let a = try values(broken.hounsfieldUnits(on: g))
  let b = try values(whole.hounsfieldUnits(on: g))
  let inside = mask.indices.filter { mask[$0] == 1 }
  #expect(inside.count > 30)
  let drop = inside.reduce(0.0) { $0 + Double(b[$1]) - Double(a[$1]) } / Double(inside.count)
  #expect(drop > 80)
  #expect(try !values(whole.fractureMask(on: g)).contains(1))
}

@Test func fracturesOccurAsOftenAsInTheRSNAStudies() {
  let studies = (0..<2000).map { PhantomStudy(seed: UInt64($0)) }
  let positive = Double(studies.filter(\.isFractured).count) / 2000
  #expect(abs(positive - 0.476) < 0.035)
  let expected = [0.072, 0.141, 0.036, 0.053, 0.080, 0.137, 0.195]
  for level in Level.allCases {
    let share = Double(studies.filter { $0.levels[level.rawValue].isFractured }.count) / 2000
    #expect(abs(share - expected[level.rawValue]) < 0.045, "\(level): \(share)")
  }
  let gaps = studies.flatMap(\.fractures).map(\.gapMillimetres)
  #expect(gaps.allSatisfy { $0 >= 0.3 && $0 <= 3 })
  #expect(Double(gaps.filter { $0 <= 0.8 }.count) / Double(gaps.count) >= 0.4)
}

@Test func aCancelledTaskStopsPainting() async {
  let painting = Task {
    withUnsafeCurrentTask { $0?.cancel() }
    let study = PhantomStudy(seed: 1)
    return try study.hounsfieldUnits(on: study.defaultGeometry, threads: 1).count
  }
  await #expect(throws: CancellationError.self) { try await painting.value }
}
