import Imaging
import Testing

@testable import SpineTUI

private let listing = HeaderListing(
  path: "/data/jane/IM1",
  lines: [
    HeaderLine(tag: "(0008,0060)", vr: "CS", name: "Modality", value: "CT"),
    HeaderLine(
      tag: "(0010,0010)", vr: "PN", name: "Patient's Name", value: "Doe^Jane", isIdentifying: true),
    HeaderLine(tag: "(0008,1140)", vr: "SQ", name: "Referenced Image Sequence", value: ""),
    HeaderLine(name: "item", value: "", depth: 1),
    HeaderLine(
      tag: "(0008,1155)", vr: "UI", name: "Referenced SOP Instance UID", value: "1.2.3", depth: 2,
      isIdentifying: true),
  ]
    + (0..<60).map { HeaderLine(tag: "(0009,10\($0))", name: "", value: "private \($0)") })

private func opened() -> Story {
  var story = Story()
  story.open(Cast.jane)
  story.type("t")
  return story
}

@Test func theHeaderOfTheSliceOnScreenIsAskedFor() {
  var story = Story()
  story.open(Cast.jane)
  story.type("ggt")
  // The most cranial slice is the last one stored.
  #expect(
    story.effects == [
      .readHeader(
        seriesID: Cast.id(Cast.jane),
        place: .position(Cast.geometry.position(i: 0, j: 0, slice: 19)),
        generation: story.state.tags.generation)
    ])
  #expect(story.state.context == .tags)
  #expect(story.screen.contains("Reading the header"))
  #expect(story.screen.contains("stored slice 20 of 20"))
  #expect(render(story.state).picture == nil)
}

/// The places of a pile's images are invented: its files are told by their order.
@Test func theHeaderOfALooseImageIsAskedForByItsNumber() {
  var story = Story()
  story.open(Cast.jane)
  let warning = ImagingWarning(code: "not-a-volume", text: "these images are no volume")
  story.state.viewing = Viewing.State(
    seriesID: Cast.id(Cast.jane), volume: Cast.volume(Cast.jane, warnings: [warning]))
  story.type("ggt")
  #expect(
    story.effects == [
      .readHeader(
        seriesID: Cast.id(Cast.jane), place: .number(19, of: 20),
        generation: story.state.tags.generation)
    ])
}

@Test func theHeaderScrollsIsFilteredAndCloses() {
  var story = opened()
  story.send(.tags(.arrived(listing, generation: story.state.tags.generation)))
  #expect(story.screen.contains("Patient's Name"))
  #expect(story.screen.contains("    Referenced SOP Instance UID"))
  story.type("G")
  #expect(story.screen.contains("private 59"))
  #expect(!story.screen.contains("Modality"))
  story.type("gg/modal")
  #expect(story.screen.contains("1 of 65 lines"))
  story.press(.enter)
  #expect(story.screen.contains("Modality"))
  #expect(!story.screen.contains("Patient's Name"))
  story.press(.escape)
  #expect(story.screen.contains("Patient's Name"))
  story.press(.escape)
  #expect(story.state.context == .image)
  // Keys did nothing to the image meanwhile.
  #expect(story.viewing.index == Story.middleIndex)
  #expect(render(story.state).picture != nil)
}

@Test func hiddenNamesAreHiddenInTheHeaderToo() {
  var story = opened()
  story.send(.tags(.arrived(listing, generation: story.state.tags.generation)))
  story.type("Z")
  for word in ["Jane", "1.2.3", "/data"] { #expect(!story.screen.contains(word), "\(word)") }
  #expect(story.screen.contains("CT"))
  #expect(story.screen.contains("hidden"))
  // Nor can a filter find out.
  story.type("/jane")
  #expect(story.screen.contains("0 of 65 lines"))
}

@Test func aFilterSetBeforeIsNotShownWhileNamesAreHidden() {
  var story = opened()
  story.send(.tags(.arrived(listing, generation: story.state.tags.generation)))
  story.type("/doe")
  story.press(.enter)
  story.type("Z/")
  #expect(!story.screen.lowercased().contains("doe"))
  #expect(story.state.prompt?.text == "")
  // It stays in force unless another is typed.
  story.press(.enter)
  #expect(story.state.tags.opened?.filter == "doe")
  story.type("Z/")
  #expect(story.state.prompt?.text == "doe")
}

@Test func aHeaderThatComesLateIsNotShownForAnotherSlice() {
  var story = opened()
  let first = story.state.tags.generation
  story.type("t")
  #expect(story.state.context == .image)
  story.send(.tags(.arrived(listing, generation: first)))
  #expect(story.state.tags.opened == nil)
  story.type("t")
  story.send(.tags(.arrived(listing, generation: first)))
  #expect(story.state.tags.opened?.listing == nil)
  story.send(.tags(.failed("the file is gone", generation: story.state.tags.generation)))
  #expect(story.screen.contains("the file is gone"))
}
