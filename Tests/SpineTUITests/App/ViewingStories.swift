import Imaging
import TestSupport
import Testing

@testable import SpineTUI

private func opened(_ windows: [Window] = []) -> Story {
  var story = Story()
  story.open(Cast.jane, windows: windows)
  return story
}

@Test func scrollingStopsAtTheFirstAndLastSlice() {
  var story = opened()
  story.type("gg")
  #expect(story.viewing.index == 0)
  story.type("k")
  #expect(story.viewing.index == 0)
  story.type("j")
  #expect(story.viewing.index == 1)
  story.type("J")
  #expect(story.viewing.index == 11)
  story.type("JJ")
  #expect(story.viewing.index == 19)
  story.type("j")
  #expect(story.viewing.index == 19)
  story.press(.home)
  #expect(story.viewing.index == 0)
  story.press(.pageDown, .up)
  #expect(story.viewing.index == 9)
  story.type("G")
  #expect(story.viewing.index == 19)
}

@Test func theFirstAxialSliceIsTheMostCranial() {
  var story = opened()
  story.type("gg")
  // The stack's last stored slice lies highest: 100 + 2 · 19.
  #expect(story.viewing.cursor.z == 138)
  story.type("G")
  #expect(story.viewing.cursor.z == 100)
}

@Test func aSequenceThatIsBrokenOffDoesNothingAndTheKeyCounts() {
  var story = opened()
  story.type("gg")
  story.type("g")
  #expect(story.screen.contains("g…"))
  story.type("j")
  #expect(story.viewing.index == 1)
  #expect(story.state.pendingKeys.isEmpty)
}

@Test func everyPlaneShowsTheLinkedPoint() {
  var story = opened()
  story.type("ggjjj")
  let here = story.viewing.cursor
  for (key, orientation) in [("s", PlaneOrientation.sagittal), ("c", .coronal), ("a", .axial)] {
    story.type(key)
    #expect(story.viewing.orientation == orientation)
    #expect((story.viewing.cursor - here).length < 1e-9)
    #expect(abs(story.viewing.plane(orientation).distance(to: here)) <= 0.51)
  }
  // Paging the sagittal stack moves the point along x alone; axial stays where it was.
  story.type("sjja")
  #expect(abs(story.viewing.cursor.z - here.z) < 1e-9)
  #expect(story.viewing.index == 3)
  story.type("s")
  #expect(abs(story.viewing.cursor.x - here.x) > 1)
}

@Test func theDigitsSetTheWindowsOfTheTable() {
  var story = opened([Window(center: 50, width: 400, explanation: "SOFT")])
  for (key, center, width) in [
    ("3", 35.0, 80.0), ("4", 40, 400), ("5", 50, 350), ("6", 350, 2000), ("7", -600, 1500),
  ] {
    story.type(key)
    #expect(story.viewing.window.center == center)
    #expect(story.viewing.window.width == width)
  }
  story.type("1")
  #expect(story.viewing.window.explanation == "SOFT")
  story.type("2")
  #expect(story.said == "The header of this series names no second window")
  #expect(story.viewing.window.explanation == "SOFT")
  story.type("0")
  #expect(story.viewing.window.explanation == "auto")
  // 1st to 99th percentile of a slice that holds 1200 successive values.
  #expect(abs(story.viewing.window.width - 1175) <= 2)
}

@Test func theFirstSlicesLieOnTheLinkedPoint() {
  let viewing = opened().viewing
  for orientation in PlaneOrientation.allCases {
    #expect(abs(viewing.plane(orientation).distance(to: viewing.cursor)) < 1e-9)
  }
  #expect(viewing.cursorVoxel == SIMD3(20, 15, 10))
}

@Test func theWindowIsSetByHandAndKept() {
  var story = opened()
  story.type("w")
  story.type("llLkkJ")
  #expect(story.viewing.window.width == 2000 + 20 + 100)
  #expect(story.viewing.window.center == 350 + 20 - 100)
  #expect(story.screen.contains("Enter keep"))
  story.press(.enter)
  #expect(story.state.context == .image)
  for _ in 0..<40 { story.type("wHw") }
  #expect(story.viewing.window.width == 1)
}

@Test func zoomAndPanStayWithinTheSlice() {
  var story = opened()
  story.type("-")
  #expect(story.viewing.zoom == 1)
  for _ in 0..<30 { story.type("+") }
  #expect(story.viewing.zoom == 16)
  for _ in 0..<400 { story.press(.shiftRight) }
  let plane = story.viewing.plane(.axial)
  let middle = story.viewing.centre.map { plane.pixel(of: $0) }
  #expect(middle?.x == Double(plane.width - 1))
  for _ in 0..<400 { story.press(.shiftUp) }
  #expect(story.viewing.centre.map { plane.pixel(of: $0).y } == 0)
  story.type("=")
  #expect(story.viewing.zoom == 1)
  #expect(story.viewing.centre == nil)
  story.type("+i3r")
  #expect(story.viewing.zoom == 1)
  #expect(!story.viewing.isInverted)
  #expect(story.viewing.window == WindowPreset.bone.window)
}

@Test func theCrosshairMovesAndReadsTheVoxelUnderIt() {
  var story = opened()
  story.type("ggx")
  #expect(story.state.context == .crosshair)
  let start = story.viewing.cursorVoxel
  story.press(.right, .right, .down)
  #expect(story.viewing.cursorVoxel == start.map { $0 &+ SIMD3(2, 1, 0) })
  story.press(.shiftLeft)
  #expect(story.viewing.cursorVoxel == start.map { $0 &+ SIMD3(-8, 1, 0) })
  for _ in 0..<100 { story.press(.left, .up) }
  #expect(story.viewing.cursorVoxel == SIMD3(0, 0, 19))
  #expect(story.viewing.cursor == SIMD3(-20, -10, 138))
  #expect(cursorText(story.viewing) == "−681 HU   L −20.0 P −10.0 S 138.0 mm   voxel 0 0 19")
  #expect(story.screen.contains("−681 HU"))
  story.type("x")
  #expect(story.state.context == .image)
  // In the crosshair mode the arrows move the point; outside it they scroll again.
  story.press(.down)
  #expect(story.viewing.index == 1)
}

@Test func aVoxelOutsideTheScanSaysSo() throws {
  let volume = try makeInt16Volume(Cast.geometry, padding: -2000) { _, _, _ in -2000 }
  let viewing = Viewing.State(seriesID: "a", volume: volume)
  #expect(cursorText(viewing).hasPrefix("not scanned"))
}

@Test func theLinkedLayoutShowsThreePlanesThroughOnePoint() {
  var story = opened()
  story.type("o")
  var picture = render(story.state).picture
  #expect(picture?.panes.count == 3)
  #expect(picture?.panes.allSatisfy { $0.cross != nil } == true)
  #expect(picture?.panes.filter(\.isActive).count == 1)
  story.type("s")
  picture = render(story.state).picture
  #expect(picture?.panes.count == 3)
  #expect(story.screen.contains(" HU "))
  story.type("o")
  picture = render(story.state).picture
  #expect(picture?.panes.count == 1)
  #expect(picture?.panes.first?.cross == nil)
}

@Test func radiologistsSeeThePatientsRightOnTheLeft() {
  var story = opened()
  func letters() -> EdgeLetters? { render(story.state).picture?.panes.first?.letters }
  #expect(letters()?.left == "R")
  #expect(letters()?.right == "L")
  #expect(letters()?.top == "A")
  story.type("s")
  #expect(letters()?.left == "A")
  #expect(letters()?.top == "S")
  story.type("c")
  #expect(letters()?.left == "R")
  #expect(letters()?.bottom == "I")
}

@Test func helpOpensScrollsStopsAndCloses() {
  var story = Story(80, 24)
  story.open(Cast.jane)
  story.type("?")
  #expect(story.state.context == .help)
  #expect(story.screen.contains("In the image"))
  #expect(render(story.state).picture == nil)
  for _ in 0..<300 { story.type(" ") }
  let end = story.screen
  // At the end every step back is seen at once.
  story.type("k")
  #expect(story.screen != end)
  story.type("j")
  #expect(story.screen == end)
  for _ in 0..<300 { story.press(.pageUp) }
  #expect(story.state.help?.offset == 0)
  story.type("q")
  #expect(story.state.help == nil)
  #expect(story.state.focus == .image)
  // Keys did nothing to the image meanwhile.
  #expect(story.viewing.index == Story.middleIndex)
}

@Test(arguments: ["?", "q"])
func helpInTheListClosesWithoutLeaving(key: String) {
  var story = Story()
  story.type("?")
  #expect(story.screen.contains("In the list"))
  story.type(key)
  #expect(story.state.help == nil)
  #expect(story.effects.isEmpty)
}

@Test func runningSlicesWrapAroundAndStop() {
  var story = opened()
  story.type("G ")
  story.send(.viewing(.ticked(generation: 1)))
  #expect(story.viewing.index == 0)
  #expect(story.effects == [.tick(generation: 1)])
  story.type(" ")
  #expect(story.effects == [.stopTicking])
  story.type(" ")
  // A tick of the first run does not move the second.
  story.send(.viewing(.ticked(generation: 1)))
  #expect(story.viewing.index == 0)
}

@Test func anAcquisitionInAnotherPlaneOpensAsItWasAcquired() throws {
  let sagittal = VolumeGeometry(
    dimensions: [30, 20, 12],
    affine: Affine(i: [0, 1, 0], j: [0, 0, -1], k: [2, 0, 0], origin: .zero))
  let volume = try makeInt16Volume(sagittal) { _, _, _ in 0 }
  #expect(Viewing.State(seriesID: "a", volume: volume).orientation == .sagittal)
}

@Test func aHeaderWithAnAbsurdWindowIsShownAndNotObeyed() {
  var story = opened([Window(center: 1e300, width: 1e300), Window(center: -.infinity, width: 2)])
  for key in ["1", "2"] {
    story.type(key)
    #expect(!story.screen.isEmpty)
  }
}

extension Story {
  /// The slice through the middle of `Cast.geometry`.
  static var middleIndex: Int { Viewing.State(seriesID: "", volume: Cast.volume(Cast.jane)).index }
}
