import Imaging
import TestSupport
import Testing

/// DICOM PS3.3 C.11.2.1.2.1, the LINEAR function as the standard writes it.
private func standardLevel(_ x: Double, _ c: Double, _ w: Double, top: Double) -> Double {
  if x <= c - 0.5 - (w - 1) / 2 { return 0 }
  if x > c - 0.5 + (w - 1) / 2 { return top }
  return ((x - (c - 0.5)) / (w - 1) + 0.5) * top
}

@Test(arguments: [
  (2048.0, 4096.0), (2048, 1), (0, 100), (0, 1), (350, 2000), (40, 400), (-600, 1500),
])
func windowsFollowTheStandardsLinearFunction(center: Double, width: Double) {
  let window = Window(center: center, width: width)
  for count in [2, 16, 64, 256] {
    for hu in stride(from: -3100.0, through: 5000, by: 0.5) {
      let exact = standardLevel(hu, center, width, top: Double(count - 1))
      let level = Double(window.level(of: Float(hu), count: count))
      #expect(abs(level - exact) <= 0.5001, "\(hu) HU of \(count) levels")
    }
  }
}

@Test func aWidthOfOneIsAStep() {
  let window = Window(center: 40, width: 0)
  #expect(window.width == 1)
  #expect(window.level(of: 39.5) == 0)
  #expect(window.level(of: 39.6) == 63)
}

@Test func levelsNeverFallAsHURise() {
  for preset in WindowPreset.allCases {
    let values = (-3200...3200).map(Float.init)
    let levels = preset.window.levels(of: values)
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(levels.first == 0)
    #expect(levels.last == 63)
    let inverted = preset.window.levels(of: values, inverted: true)
    #expect(zip(levels, inverted).allSatisfy { $0 + $1 == 63 })
  }
}

@Test func nothingIsBlackEitherWay() {
  let window = Window(center: 40, width: 400)
  let values: [Float] = [.nan, -2000, .infinity, -.infinity]
  #expect(window.levels(of: values, padding: -2000) == [0, 0, 63, 0])
  #expect(window.levels(of: values, inverted: true, padding: -2000) == [0, 0, 0, 63])
}

@Test func thePresetsAreThoseOfTheKeyTable() {
  let table = WindowPreset.allCases.map { ($0.window.center, $0.window.width) }
  let expected: [(Double, Double)] = [(35, 80), (40, 400), (50, 350), (350, 2000), (-600, 1500)]
  #expect(zip(table, expected).allSatisfy { $0 == $1 })
}

@Test func theAutomaticWindowIgnoresPadding() throws {
  let plane = Plane(
    origin: .zero, right: [1, 0, 0], down: [0, 1, 0], spacing: 1, width: 1000, height: 1)
  let values = (0..<1000).map { $0 < 500 ? -2000 : Float($0 - 500) } as [Float]
  let window = try #require(Window.auto(for: Slice(plane: plane, values: values, padding: -2000)))
  #expect(abs(window.center - 250) <= 1)
  #expect(abs(window.width - 490) <= 2)
  let empty = Slice(plane: plane, values: [Float](repeating: .nan, count: 1000))
  #expect(Window.auto(for: empty) == nil)
}
