import Foundation
import Imaging
import TestSupport
import Testing

@testable import SpineTUI

private let loose = ImagingWarning(code: "not-a-volume", text: "these images are no volume")
private let unmeasured = ImagingWarning(code: "pixel-size-unknown", text: "no size")

private func opened(_ warnings: [ImagingWarning]) -> Story {
  var story = Story()
  story.open(Cast.jane)
  story.state.viewing = Viewing.State(
    seriesID: Cast.id(Cast.jane), volume: Cast.volume(Cast.jane, warnings: warnings))
  return story
}

/// D24 on the screen: nothing is claimed that the files do not say.
@Test func looseImagesHaveNoLettersNoOtherPlanesAndNoPlace() throws {
  var story = Story()
  story.open(Cast.jane)
  #expect(story.viewing.volume.hasKnownPlace)
  let known = try #require(render(story.state).picture)
  #expect(known.panes[0].letters.left == "R")
  story = opened([loose, unmeasured])
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

@Test func pixelsOfUnknownSizeGiveNoMillimetres() throws {
  var story = opened([loose, unmeasured])
  for key in ["d", "D"] as [Character] {
    story.press(.character(key))
    #expect(story.said.contains("size of the pixels is not stated"))
    #expect(story.state.context == .image)
  }
  // The HU of a region are what they are.
  story.type("e")
  story.press(.enter, .shiftRight, .shiftDown, .enter)
  guard case .region(area: nil, _?) = story.viewing.measuring.done.first?.value else {
    Issue.record("\(story.said)")
    return
  }
  story.type("ed")
  #expect(!story.screen.contains("mm²"))
  #expect(story.screen.contains("voxels"))
  #expect(story.screen.contains("size unknown"))
  #expect(!story.screen.contains(" mm "))
  // A size that is stated measures, though not across the images.
  var known = opened([loose])
  known.type("d")
  known.press(.enter, .right, .right, .enter)
  #expect(known.said == "distance 1: 2.0 mm")
  #expect(known.screen.contains("1.00 1.00 mm"))
  #expect(!known.screen.contains("1.00 1.00 2.00 mm"))
}

@Test func aSavedPictureOfLooseImagesHasNoPlaceAndNoSize() throws {
  func pane(_ warnings: [ImagingWarning]) throws -> (pane: [String: Any], measured: [String: Any]) {
    var story = opened(warnings)
    story.type("e")
    story.press(.enter, .shiftRight, .shiftDown, .enter, .escape)
    let folder = try TemporaryFolder()
    let path = try #require(PictureSaving(story.state)).save(named: "a", in: folder.path)
    let json = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: path.replacing(".png", with: ".json"))))
    let document = try #require(json as? [String: Any])
    return (
      try #require((document["panes"] as? [[String: Any]])?.first),
      try #require((document["measurements"] as? [[String: Any]])?.first)
    )
  }
  let places = ["position_mm", "origin_mm_lps", "right_lps", "down_lps"]
  let unknown = try pane([loose, unmeasured])
  for key in places + ["pixel_spacing_mm"] { #expect(unknown.pane[key] is NSNull, "\(key)") }
  #expect(unknown.measured["points_mm_lps"] is NSNull)
  #expect(unknown.pane["slice"] as? Int == Story.middleIndex + 1)
  let sized = try pane([loose])
  #expect(sized.pane["origin_mm_lps"] is NSNull)
  #expect((sized.pane["pixel_spacing_mm"] as? [Double])?.count == 2)
  let known = try pane([])
  for key in places + ["pixel_spacing_mm"] { #expect(!(known.pane[key] is NSNull), "\(key)") }
}

@Test func nothingIsCutAcrossLooseImages() {
  var story = opened([loose])
  story.type(":slab 5")
  story.press(.enter)
  #expect(story.viewing.slab == nil)
  #expect(story.said.contains("no volume"))
  story.type(":slab off")
  story.press(.enter)
  #expect(story.said == "Single slices")
  // Nor where a slab was set while they were taken for a volume.
  story.state.viewing?.slab = Slab(thickness: 5)
  #expect(story.viewing.slab == nil)
  story.type(":goto 1 2 120")
  story.press(.enter)
  #expect(story.said.contains("not known"))
}

@Test(arguments: [false, true])
func thumbnailsOfLooseImagesAreTheImagesThemselves(isWhole: Bool) throws {
  var story = Story(160, 48)
  story.send(
    .browsing(
      .previewed(
        Cast.volume(Cast.jane, warnings: [loose]), seriesID: Cast.id(Cast.jane), isWhole: isWhole)))
  let picture = try #require(render(story.state).picture)
  let stack = SliceStack(geometry: Cast.geometry, orientation: .axial)
  let stored = picture.panes.map { stack.storedSlice(at: stack.index(of: $0.plane.centre)) }
  #expect(stored.count == 3 && !stored.contains(nil) && Set(stored).count == 3)
  #expect(picture.panes.allSatisfy { $0.letters == .unknown })
  #expect(Set(picture.panes.map { "\($0.plane.normal)" }).count == 1)
}
