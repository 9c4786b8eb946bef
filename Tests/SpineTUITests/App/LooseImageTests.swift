import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// D24 on the screen: nothing is claimed that the files do not say.
@Test func looseImagesHaveNoLettersNoOtherPlanesAndNoPlace() throws {
  var story = Story()
  story.open(Cast.jane)
  #expect(story.viewing.volume.hasKnownPlace)
  let known = try #require(render(story.state).picture)
  #expect(known.panes[0].letters.left == "R")
  let warning = ImagingWarning(code: "not-a-volume", text: "these images are no volume")
  let unknown = ImagingWarning(code: "pixel-size-unknown", text: "no size")
  story.state.viewing = Viewing.State(
    seriesID: Cast.id(Cast.jane), volume: Cast.volume(Cast.jane, warnings: [warning, unknown]))
  for key in ["s", "c", "o"] as [Character] { story.press(.character(key)) }
  let viewing = story.viewing
  #expect(viewing.orientation == .axial && !viewing.isLinked)
  let display = render(story.state)
  let pane = try #require(display.picture?.panes.first)
  #expect(pane.letters == .unknown)
  #expect(pane.scaleBar == nil)
  let text = display.screen.snapshot
  #expect(text.contains("these images are no volume"))
  #expect(!text.contains(" mm   "))
  #expect(text.contains("place unknown"))
}
