import Imaging
import TestSupport
import Testing

@testable import SpineTUI

private func previewed(_ identity: SeriesIdentity, in story: inout Story, isWhole: Bool = false) {
  story.send(
    .browsing(
      .previewed(Cast.volume(identity), seriesID: Cast.id(identity), isWhole: isWhole)))
}

@Test func theChosenSeriesIsShownBeneathTheListOnceItRests() throws {
  var story = Story(160, 48)
  #expect(render(story.state).picture == nil)
  story.type("j")
  #expect(story.effects == [.preview(seriesID: Cast.id(Cast.janeSoft))])
  previewed(Cast.janeSoft, in: &story)
  let display = render(story.state)
  let picture = try #require(display.picture)
  #expect(picture.panes.count == 3)
  #expect(display.sources != nil)
  #expect(picture.rect.row + picture.rect.rows <= 46)
  #expect(display.screen.picture == picture.rect)
  #expect(!display.screen.pictureIsCovered)
  // The moment another is chosen it is gone: no key waits for a picture, none stands under another name.
  story.type("j")
  #expect(render(story.state).picture == nil)
  #expect(story.effects == [.preview(seriesID: Cast.id(Cast.janeLater))])
  // One that comes late belongs to nobody.
  previewed(Cast.janeSoft, in: &story)
  #expect(render(story.state).picture == nil)
}

@Test func aLoadedSeriesShowsItsThreePlanes() throws {
  var story = Story(160, 48)
  previewed(Cast.jane, in: &story, isWhole: true)
  let picture = try #require(render(story.state).picture)
  #expect(Set(picture.panes.map { "\($0.plane.normal)" }).count == 3)
}

@Test func thumbnailsCanBeSwitchedOff() {
  var story = Story(160, 48)
  story.type("j")
  previewed(Cast.janeSoft, in: &story)
  story.type(":thumbnails off")
  story.press(.enter)
  #expect(render(story.state).picture == nil)
  story.type("j")
  #expect(!story.effects.contains { if case .preview = $0 { true } else { false } })
  previewed(Cast.janeLater, in: &story)
  #expect(render(story.state).picture == nil)
  story.type(":thumbnails on")
  story.press(.enter)
  #expect(
    story.effects == [.preview(seriesID: Cast.id(Cast.janeLater)), .remember("thumbnails on")])
  story.type(":thumbnails maybe")
  story.press(.enter)
  #expect(story.said == "thumbnails takes on or off")
}

@Test func aPreviewThatFailsSaysWhyAndHidesIt() {
  var story = Story(160, 48)
  story.send(
    .browsing(
      .previewFailed("/ward/Doe/IM7: cut off", seriesID: Cast.id(Cast.jane), source: nil)))
  #expect(story.screen.contains("No preview: /ward/Doe/IM7: cut off"))
  story.type("Z")
  #expect(!story.screen.contains("/ward/Doe"))
}

@Test func theSmallListKeepsItsLinesForItself() {
  var story = Story(80, 24)
  story.type("j")
  previewed(Cast.janeSoft, in: &story)
  #expect(render(story.state).picture == nil)
}

@Test func aFoldedPatientIsShownByTheLargestSeries() throws {
  var story = Story(160, 48)
  story.type("zmzm")
  #expect(story.state.browsing.selectedRow == .patient(0))
  #expect(story.screen.contains("2 bone 0.6   CT 40×30×20"))
  previewed(Cast.janeSoft, in: &story)
  #expect(render(story.state).picture == nil)
  let shown = try #require(story.state.browsing.representative?.series.identity)
  previewed(shown, in: &story)
  #expect(render(story.state).picture != nil)
}

private func scanned(_ story: inout Story, _ source: String? = nil, isOver: Bool = true) {
  var catalogue = Cast.catalogue
  if let source { catalogue.patients[0].studies[0].series[0].source = .onDemand(source) }
  let content = ListContent(catalogue)
  story.send(
    .browsing(isOver ? .scanned(content, generation: 0) : .found(content, generation: 0)))
}

@Test func thumbnailsDoNotOutliveTheirFiles() {
  let asked: [Effect] = [.preview(seriesID: Cast.id(Cast.jane))]
  var story = Story(160, 48)
  previewed(Cast.jane, in: &story)
  scanned(&story)
  #expect(story.effects.isEmpty && render(story.state).picture != nil, "they are the same")
  // No preview for each piece of a list that grows.
  scanned(&story, "more files", isOver: false)
  #expect(story.effects.isEmpty)
  scanned(&story, "other files")
  #expect(story.effects == asked)
  #expect(render(story.state).picture == nil)
}

@Test func aPreviewThatFailedIsTriedAgainOnceItsFilesAreOthers() throws {
  let asked: [Effect] = [.preview(seriesID: Cast.id(Cast.jane))]
  var story = Story(160, 48)
  func fail() throws {
    story.send(
      .browsing(
        .previewFailed(
          "cut off", seriesID: Cast.id(Cast.jane),
          source: try Cast.series(Cast.jane).sourceMark())))
  }
  try fail()
  scanned(&story)
  #expect(story.effects.isEmpty && story.screen.contains("No preview: cut off"))
  scanned(&story, "more files", isOver: false)
  #expect(story.effects == asked)
  #expect(!story.screen.contains("No preview"))
  // Until it answers, further pieces of the list ask no more.
  scanned(&story, "still more files", isOver: false)
  #expect(story.effects.isEmpty)
}
