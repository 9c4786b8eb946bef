import Imaging
import Testing

@testable import SpineTUI

private func opened(_ windows: [Window] = []) -> Story {
  var story = Story()
  story.open(Cast.jane, windows: windows)
  return story
}

extension Story {
  fileprivate mutating func command(_ text: String) {
    type(":" + text)
    press(.enter)
  }
}

@Test func aSlabIsTypedShownAndTakenOff() {
  var story = opened()
  story.command("slab 5")
  #expect(story.viewing.slab == Slab(thickness: 5))
  #expect(story.said == "slab 5 mm average of 3 slices")
  story.press(.down)
  #expect(story.screen.contains("slab 5 mm average"))
  #expect(render(story.state).picture?.sampling.slab == Slab(thickness: 5))
  #expect(render(story.state).picture?.panes.first?.caption == ["slab 5 mm average"])
  story.command("slab 7.5 mip")
  #expect(story.viewing.slab == Slab(thickness: 7.5, projection: .maximum))
  for wrong in ["slab", "slab 0", "slab mip", "slab 5 max", "slab nan", "slab 1e9"] {
    story.command(wrong)
    #expect(story.state.message?.kind == .error)
    #expect(story.said.contains("slab takes a thickness"))
  }
  story.command("slab off")
  #expect(story.viewing.slab == nil)
  #expect(render(story.state).picture?.panes.first?.caption == [])
}

@Test func voxelsMayBeSeenAsTheyAre() {
  var story = opened()
  story.type("I")
  #expect(story.viewing.interpolation == .nearest)
  story.press(.down)
  #expect(story.screen.contains("nearest voxel"))
  story.command("interpolation linear")
  #expect(story.viewing.interpolation == .linear)
  story.command("slab 3")
  story.type("Ir")
  #expect(story.viewing.sampling.isPlain)
}

@Test func theWindowGoesOnToTheNextSeriesOfTheStudyAndNoFurther() {
  var story = opened()
  story.type("7")
  story.type("]")
  story.loadArrives(Cast.janeSoft)
  #expect(story.viewing.window == WindowPreset.lung.window)
  // Each series keeps its own from then on.
  story.type("3[")
  story.loadArrives(Cast.jane)
  #expect(story.viewing.window == WindowPreset.lung.window)
  story.type(")")
  story.loadArrives(Cast.janeLater)
  #expect(story.viewing.window == WindowPreset.bone.window)
}

@Test func aWindowThatNobodySetDoesNotGoOn() {
  var story = opened([Window(center: 1, width: 2, explanation: "FIRST")])
  story.type("7r]")
  story.loadArrives(Cast.janeSoft, windows: [Window(center: 50, width: 400, explanation: "SOFT")])
  #expect(story.viewing.window == WindowPreset.bone.window)
  // The header's window is each series' own.
  story.type("[")
  story.loadArrives(Cast.jane, windows: [Window(center: 1, width: 2, explanation: "FIRST")])
  story.type("1")
  #expect(story.said == "Window 1 of 1 in the header: FIRST 1/2")
  var other = story
  other.state.kept = [:]
  other.type("]")
  other.loadArrives(Cast.janeSoft, windows: [Window(center: 50, width: 400, explanation: "SOFT")])
  #expect(other.viewing.window.explanation == "SOFT")
}

@Test func anyKeyStopsRunningSlicesAndDoesItsOwnWork() {
  var story = opened()
  story.command("fps 30")
  story.command("cine back")
  story.type("gg ")
  #expect(story.screen.contains("30 slices a second, back"))
  story.send(.viewing(.ticked(generation: 1)))
  #expect(story.viewing.index == 19)
  story.type("s")
  #expect(story.viewing.cine == nil)
  #expect(story.viewing.orientation == .sagittal)
  #expect(story.effects.contains(.stopTicking))
}

@Test func bouncingSlicesTurnAtBothEnds() {
  var story = opened()
  story.command("cine bounce")
  story.command("18")
  story.type(" ")
  var seen: [Int] = []
  for _ in 0..<40 {
    story.send(.viewing(.ticked(generation: 1)))
    seen.append(story.viewing.index)
  }
  #expect(seen.prefix(4) == [18, 19, 18, 17])
  #expect(seen.suffix(20).contains(0) && seen.suffix(20).contains(1))
}

@Test func aZoomKeepsTheCrosshairWhereItIsInThePicture() {
  var story = opened()
  story.type("x")
  story.press(.shiftRight, .shiftUp)
  func cross() -> SIMD2<Double> { render(story.state).picture?.panes.first?.cross ?? .zero }
  let before = cross()
  story.type("+++")
  let after = cross()
  #expect(abs(before.x - after.x) < 1e-6 && abs(before.y - after.y) < 1e-6)
  // Moved far, it stays in view.
  for _ in 0..<3 { story.press(.shiftLeft, .shiftDown) }
  let size = render(story.state).picture?.panes.first?.rect
  #expect(cross().x >= 0 && cross().x <= Double(size?.width ?? 0))
  #expect(cross().y >= 0 && cross().y <= Double(size?.height ?? 0))
}
