import Foundation
import TestSupport
import Testing

@testable import Imaging

/// DICOM PS3.3 C.11.2.1.2.1, C.11.2.1.3.1 and .2 as the standard writes them, 0 to 1.
private func standardGrey(_ x: Double, _ c: Double, _ w: Double, _ function: VOIFunction) -> Double
{
  switch function {
  case .linear:
    if x <= c - 0.5 - (w - 1) / 2 { return 0 }
    return x > c - 0.5 + (w - 1) / 2 ? 1 : (x - (c - 0.5)) / (w - 1) + 0.5
  case .linearExact:
    if x <= c - w / 2 { return 0 }
    return x > c + w / 2 ? 1 : (x - c) / w + 0.5
  case .sigmoid: return 1 / (1 + exp(-4 * (x - c) / w))
  case .table: return .nan
  }
}

@Test(arguments: [VOIFunction.linear, .linearExact, .sigmoid])
func aWindowFollowsItsFunctionOfTheStandard(function: VOIFunction) {
  for (center, width) in [(2048.0, 4096.0), (0, 100), (40, 400), (-600, 1500), (0, 1), (10, 2)] {
    let window = Window(center: center, width: width, function: function)
    for count in [2, 64, 256] {
      let top = Double(count - 1)
      for hu in stride(from: -3100.0, through: 5000, by: 0.5) {
        let exact = standardGrey(hu, center, width, function) * top
        let level = Double(window.level(of: Float(hu), count: count))
        #expect(abs(level - exact) <= 0.5001, "\(hu) HU of \(center)/\(width) \(function.term)")
      }
    }
  }
}

/// LINEAR is half a HU to the left and one narrower than LINEAR_EXACT.
@Test func theTwoLinearFunctionsDifferAtTheirEnds() {
  let exact = Window(center: 0, width: 4, function: .linearExact)
  #expect([-2, -1, 0, 1, 2].map { exact.grey(of: $0) } == [0, 0.25, 0.5, 0.75, 1])
  let linear = Window(center: 0, width: 4)
  #expect([-2, -0.5, 1].map { linear.grey(of: $0) } == [0, 0.5, 1])
}

@Test func widthsBelowAnythingAreHeldWhereTheFunctionStillHasASense() {
  #expect(Window(center: 0, width: 0).width == 1)
  #expect(Window(center: 0, width: 0.5).width == 1)
  #expect(Window(center: 0, width: 0.5, function: .linearExact).width == 0.5)
  for function in [VOIFunction.linear, .linearExact, .sigmoid] {
    let window = Window(center: 0, width: -7, function: function)
    #expect(window.level(of: -1) == 0)
    #expect(window.level(of: 1) == 63)
  }
}

@Test func aTableGivesItsFirstAndLastGreyBeyondItsEnds() {
  let window = Window(table: VOITable(first: -2, entries: [4, 0, 12, 15], bits: 4))
  #expect(
    window.levels(of: [-.infinity, -9, -2, -1, 0, 1, 9, .infinity], count: 16)
      == [4, 4, 4, 0, 12, 15, 15, 15])
  #expect(window.levels(of: [.nan, -2, -1], count: 16, inverted: true, padding: -2) == [0, 0, 15])
  #expect((window.center, window.width) == (0, 4))
}

@Test func aCurveOnAPlaneIsTheCurveOfItsHU() throws {
  let grid = VolumeGeometry(
    dimensions: [12, 10, 4], affine: Affine(spacing: [1, 1, 2], origin: .zero))
  let volume = try makeVolume(grid) { Float($0.x * 20 - $0.y * 7 + $0.z) }
  let stack = SliceStack(geometry: grid, orientation: .coronal)
  let reslicer = Reslicer(volume)
  for function in [
    VOIFunction.linearExact, .sigmoid, .table(VOITable(first: 0, entries: [0, 255], bits: 8)),
  ] {
    let window = Window(center: 30, width: 90, function: function)
    #expect(
      reslicer.levels(stack.plane(at: 3), window: window)
        == reslicer.slice(stack.plane(at: 3)).levels(window))
  }
}

private struct PeersCurve: Decodable {
  var function: String
  var center: Double
  var width: Double
  var entries: [UInt16]?
  var hu: [Double]
  var grey: [Double]
}

@Test(.enabled(if: Python.isAvailable, "needs Python with pydicom"))
func windowsAndTablesAreThoseOfPydicom() throws {
  let printed = try Python.conformance("read_voi.py", [])
  let curves = try JSONDecoder().decode([PeersCurve].self, from: Data(printed.utf8))
  #expect(curves.count == 22)
  for curve in curves {
    let window: Window
    if let entries = curve.entries {
      window = Window(table: VOITable(first: Int(curve.center), entries: entries, bits: 12))
    } else {
      let function = try #require(VOIFunction(term: curve.function))
      window = Window(center: curve.center, width: curve.width, function: function)
    }
    let levels = window.levels(of: curve.hu.map(Float.init), count: 256)
    for (n, hu) in curve.hu.enumerated() {
      #expect(
        abs(Double(levels[n]) - curve.grey[n] * 255) <= 0.51,
        "\(hu) HU of \(curve.center)/\(curve.width) \(curve.function)")
    }
  }
}
