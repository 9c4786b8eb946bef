import Foundation
import Imaging
import TestSupport
import Testing

@testable import SpineTUI

private func opened() -> Story {
  var story = Story()
  story.open(Cast.jane)
  return story
}

extension Story {
  fileprivate var measured: [Measuring.Measurement] { viewing.measuring.done }
}

/// Voxels are 1 × 1 × 2 mm: three to the right and four down are 5 mm.
@Test func aDistanceIsMeasuredWithTheArrows() {
  var story = opened()
  story.type("d")
  #expect(story.state.context == .measure)
  #expect(story.screen.contains("Distance: point 1 of 2"))
  story.press(.enter, .right, .right, .right, .down, .down, .down, .down)
  #expect(story.screen.contains("Distance 5.0 mm"))
  story.type(" ")
  #expect(story.said == "distance 1: 5.0 mm")
  #expect(story.measured.count == 1)
  #expect(story.measured.first?.orientation == .axial)
  #expect(story.measured.first?.index == Story.middleIndex)
  #expect(story.screen.contains("1 distance"))
  // Still measuring: Esc leaves.
  story.press(.escape)
  #expect(story.state.context == .image)
  #expect(story.measured.count == 1)
}

@Test func aSagittalDistanceCountsTheSlicesInMillimetres() {
  var story = opened()
  story.type("sd")
  // Pixels of the sagittal picture are 1 mm, also where slices are 2 mm apart.
  story.press(.enter, .down, .down, .down, .down, .down, .down, .enter)
  #expect(story.measured.first?.value == .millimetres(6))
  let points = story.measured.first?.points ?? []
  #expect(points.count == 2 && abs(points[0].z - points[1].z - 6) < 1e-9)
}

@Test func anAngleHasItsVertexInTheMiddle() {
  var story = opened()
  story.type("D")
  story.press(.enter, .shiftRight, .enter)
  #expect(story.measured.isEmpty)
  story.press(.shiftDown, .enter)
  #expect(story.said == "angle 1: 90.0°")
}

@Test func anEllipseReadsTheStoredVoxels() {
  var story = opened()
  story.type("e")
  story.press(.enter, .shiftRight, .shiftDown, .enter)
  guard case .region(let area?, let statistics?) = story.measured.first?.value else {
    Issue.record("no region: \(story.said)")
    return
  }
  #expect(abs(area - .pi * 25) < 1e-9)
  #expect(statistics.source == .storedVoxels)
  // The values grow by 1 along i and by 40 along j: the mean is the value in the middle.
  let middle = story.measured[0].points.reduce(.zero, +) / 2
  let index = Cast.geometry.affine.index(of: middle)
  #expect(abs(statistics.mean - (index.x + 40 * index.y - 700 + index.z)) < 1e-6)
  // On a plane that was not acquired the panel says that it was sampled.
  story.type("se")
  story.type("e")
  story.press(.enter, .shiftRight, .down, .down, .down, .down, .enter)
  guard case .region(_, let sampled?) = story.measured.last?.value else {
    Issue.record("no region: \(story.said)")
    return
  }
  #expect(sampled.source == .samples(spacing: 1))
  #expect(Story.details(story).contains { $0.contains("samples at 1.00 mm") })
}

/// An ellipse reads the slice itself, also where the picture shows more.
@Test func underASlabARegionSaysThatItIsOfTheSingleSlice() {
  var story = opened()
  story.type("e")
  story.press(.enter, .shiftRight, .shiftDown, .enter, .escape)
  let before = story.measured.first?.value
  #expect(!story.screen.contains("single slice"))
  story.type(":slab 7 mip")
  story.press(.enter, .down, .up)
  #expect(story.screen.contains("of the single slice"))
  let mark = render(story.state).picture?.panes.first?.measures.first?.text
  #expect(mark?.hasSuffix(" HU, single slice") == true)
  story.type("e")
  story.press(.enter, .shiftLeft, .shiftUp)
  #expect(story.screen.contains("HU, single slice   "))
  story.press(.enter)
  #expect(story.said.hasSuffix("HU, single slice"))
  #expect(story.measured.first?.value == before)
  // Lengths are the same in slab and slice.
  story.type("d")
  story.press(.enter, .right, .enter)
  #expect(story.said.hasSuffix("1.0 mm"))
}

@Test func whatIsBeingMeasuredIsMeasuredByTheKeyNotByTheDrawing() {
  var story = opened()
  story.type("d")
  #expect(story.viewing.measuring.draft?.value == nil)
  story.press(.enter, .right, .right)
  #expect(story.viewing.measuring.draft?.value == .millimetres(2))
  story.state.viewing?.measuring.draft?.value = .millimetres(77)
  #expect(story.screen.contains("Distance 77.0 mm"))
  #expect(render(story.state).picture?.panes.first?.measures.first?.text == "77.0 mm")
  // More of the volume has been read: what lies there is measured again.
  let more = story.viewing.volume
  _ = story.state.viewing?.take(more)
  #expect(story.viewing.measuring.draft?.value == .millimetres(2))
  story.press(.tab, .enter)
  story.press(.escape)
  #expect(story.viewing.measuring.draft?.value == nil)
}

@Test func coincidingPointsMeasureNothing() {
  var story = opened()
  story.type("d")
  story.press(.enter, .enter)
  #expect(story.measured.isEmpty)
  #expect(story.said.contains("lie on each other"))
  story.press(.right, .enter)
  #expect(story.measured.count == 1)
}

@Test func backspaceTakesBackPointsThenMeasurementsAndUndoBringsThemBack() {
  var story = opened()
  story.type("d")
  story.press(.enter, .right, .enter, .enter, .backspace)
  #expect(story.viewing.measuring.draft?.placed == [])
  #expect(story.measured.count == 1)
  story.press(.backspace)
  #expect(story.measured.isEmpty)
  #expect(story.said.contains("u brings it back"))
  story.type("u")
  #expect(story.measured.map(\.number) == [1])
  story.type("u")
  #expect(story.measured.isEmpty)
  story.type("u")
  #expect(story.said == "There is nothing to undo")
  // A number is never given twice.
  story.press(.enter, .right, .enter)
  #expect(story.measured.map(\.number) == [2])
}

@Test func tabTakesUpAPointAndTheArrowsMoveIt() {
  var story = opened()
  story.type("d")
  story.press(.enter, .right, .right, .enter)
  story.press(.tab)
  #expect(story.viewing.measuring.draft?.held == Measuring.Handle(number: 1, point: 0))
  story.press(.left)
  #expect(story.measured.first?.value == .millimetres(3))
  #expect(story.screen.contains("distance 1: 3.0 mm"))
  story.press(.escape)
  #expect(story.measured.first?.value == .millimetres(2))
  #expect(story.state.context == .measure)
  story.press(.backtab)
  #expect(story.viewing.measuring.draft?.held == Measuring.Handle(number: 1, point: 1))
  story.press(.right, .enter)
  #expect(story.measured.first?.value == .millimetres(3))
  #expect(story.viewing.measuring.draft?.held == nil)
  // Round once: two points and a new one.
  story.press(.tab, .tab, .tab)
  #expect(story.viewing.measuring.draft?.held == nil)
}

@Test func pointsBelongToOneSlice() {
  var story = opened()
  story.type("d")
  story.press(.enter)
  story.type("j")
  #expect(story.said.contains("begun on another slice"))
  #expect(story.viewing.measuring.draft?.placed == [])
  let plane = story.viewing.plane(.axial)
  #expect(abs(plane.distance(to: story.viewing.measuring.draft?.point ?? .zero)) < 1e-9)
}

@Test func aMeasurementIsSeenOnItsSliceAndFaintlyBesideIt() {
  var story = opened()
  story.type("d")
  story.press(.enter, .right, .right, .enter, .escape)
  func marks() -> [MeasureMark] { render(story.state).picture?.panes.first?.measures ?? [] }
  #expect(marks().map(\.look) == [.here])
  #expect(marks().first?.text == "1: 2.0 mm")
  story.type("jj")
  #expect(marks().map(\.look) == [.ghost])
  #expect(marks().first?.text == "1")
  story.type("j")
  #expect(marks().isEmpty)
  story.type("s")
  #expect(marks().isEmpty)
}

/// Zoom, pan and planes change where a measurement is drawn, never where it is.
@Test func aMeasurementStaysInThePatientUnderZoomAndPan() {
  var story = opened()
  story.type("d")
  story.press(.enter, .right, .right, .right, .enter, .escape)
  let points = story.measured[0].points
  story.type("+++")
  story.press(.shiftRight, .shiftDown)
  let pane = render(story.state).picture?.panes.first
  #expect(story.measured[0].points == points)
  for (drawn, point) in zip(pane?.measures.first?.points ?? [], points) {
    let place = pane?.plane.position(x: drawn.x, y: drawn.y) ?? .zero
    #expect((place - point).length < 1e-9)
  }
  #expect(pane?.measures.first?.points.count == 2)
}

@Test func eachSeriesKeepsItsOwnMeasurements() {
  var story = opened()
  story.type("d")
  story.press(.enter, .right, .enter, .escape)
  story.open(Cast.janeSoft)
  #expect(story.measured.isEmpty)
  story.open(Cast.jane)
  #expect(story.measured.map(\.number) == [1])
  story.type(":measure clear")
  story.press(.enter)
  #expect(story.measured.isEmpty)
  story.type(":measure undo")
  story.press(.enter)
  #expect(story.measured.count == 1)
}

/// Tilted by 15°: the slice's own plane is measured, not its shadow on the patient's axes.
@Test func aDistanceOnATiltedSliceIsTrue() throws {
  let tilt = 15 * Double.pi / 180
  let geometry = VolumeGeometry(
    dimensions: [40, 30, 20],
    affine: Affine(
      i: [0.5, 0, 0], j: [0, 0.8 * cos(tilt), -0.8 * sin(tilt)], k: [0, 0, 2], origin: .zero))
  let volume = try makeInt16Volume(geometry) { _, _, _ in 0 }
  var viewing = Viewing.State(seriesID: "a", volume: volume)
  let (a, b) = (
    geometry.position(i: 10, j: 8, slice: 10), geometry.position(i: 13, j: 13, slice: 10)
  )
  viewing.moveCursor(to: a)
  _ = Viewing.reduce(&viewing, .measuring(.start(.distance)))
  for point in [a, b] {
    _ = Viewing.reduce(&viewing, .measuring(.place(point)))
    _ = Viewing.reduce(&viewing, .measuring(.set))
  }
  guard case .millimetres(let length) = viewing.measuring.done.first?.value else {
    Issue.record("nothing measured")
    return
  }
  // 3 columns of 0.5 mm and 5 rows of 0.8 mm.
  #expect(abs(length - (1.5 * 1.5 + 4 * 4).squareRoot()) < 1e-9)
}

@Test func everyLetterOfAPictureHasItsStrokes() {
  let texts =
    ["−12.3 ± 4.5 HU, single slice", "1: 87.5°", "23.4 mm", "nothing scanned", "nearest voxel"]
    + PlaneOrientation.allCases.flatMap { [">\($0.title) 1/2", $0.shortTitle] }
    + Slab.Projection.allCases.map { Slab(thickness: 5.25, projection: $0).text }
  for character in texts.joined() where character != " " {
    #expect(!StrokeFont.strokes(character).isEmpty, "\(character)")
  }
  // And each its ASCII, where there is nothing else.
  for text in texts { #expect(!ASCIIPicture.asciiText(text).contains("?"), "\(text)") }
  #expect(ASCIIPicture.asciiText("−1.5 ± 2° 3 mm²") == "-1.5 +- 2 deg 3 mm2")
}

extension Story {
  fileprivate static func details(_ story: Story) -> [String] {
    story.viewing.measuring.done.last?.value.details ?? []
  }
}

@Test func aNarrowPanelCutsNoNumber() {
  for columns in [76, 80, 100, 120, 160] {
    var story = Story(columns, 30)
    story.open(Cast.jane)
    story.type("e")
    story.press(.enter, .shiftRight, .shiftDown, .enter, .escape)
    story.press(.down, .up)
    let value = story.viewing.measuring.done.first?.value.text ?? "?"
    let panel = story.screen.split(separator: "\n").map { String($0) }
    #expect(panel.contains { $0.hasSuffix(value) }, "\(columns) columns")
  }
}
