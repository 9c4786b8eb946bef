import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// As if read from files in the state that `name` stands for.
private func volume(_ name: String) throws -> Volume {
  var volume = Cast.volume(Cast.jane)
  volume.source = try source(name)
  return volume
}

private func source(_ name: String) throws -> SourceMark {
  try Series(
    id: "", identity: Cast.jane, columns: 1, rows: 1, sliceCount: 1, source: .onDemand(name)
  ).sourceMark()
}

private func open(_ name: String, in story: inout Story) throws {
  story.press(.tab)
  // Listed as they are read.
  var catalogue = Cast.catalogue
  catalogue.patients[0].studies[0].series[0].source = .onDemand(name)
  story.send(.browsing(.found(ListContent(catalogue), generation: 0)))
  story.state.browsing.selection = 0
  story.press(.enter)
  story.send(
    .browsing(
      .loaded(
        try volume(name), seriesID: Cast.id(Cast.jane),
        generation: story.state.browsing.loadGeneration)))
}

@Test func whatWasSaidOfFilesThatHaveChangedIsDropped() throws {
  var story = Story(model: true)
  story.open(Cast.janeSoft)
  try open("as they were", in: &story)
  story.predict(Cast.jane)
  story.type("h")
  let before = try #require(render(story.state).picture)
  #expect(story.state.analysisOnScreen != nil)
  // Read again unchanged, it stays, and so does its colour of the list; the picture is painted anew.
  try open("as they were", in: &story)
  #expect(story.state.analysisOnScreen != nil)
  #expect(!story.said.contains("changed"))
  story.type("h")
  let again = try #require(render(story.state).picture)
  #expect(again.panes == before.panes)
  #expect(again != before)
  try open("as they are now", in: &story)
  #expect(story.state.analysisOnScreen == nil)
  #expect(!story.screen.contains("C4"))
  #expect(story.said.contains("have changed: what the model said of them is dropped"))
  #expect(render(story.state).picture?.resultNumber == 0)
}

@Test func aRunOnFilesThatHaveChangedIsStopped() throws {
  var story = Story(model: true)
  story.open(Cast.janeSoft)
  try open("as they were", in: &story)
  story.type("p")
  try open("as they are now", in: &story)
  #expect(story.effects.contains(.cancelPredict))
  #expect(story.state.predicting.running == nil)
  // What it may still say is not heard.
  story.send(
    .predicting(.finished(Cast.analysis(Cast.jane), seriesID: Cast.id(Cast.jane), generation: 1)))
  #expect(story.state.analysisOnScreen == nil)
}

@Test func aNewScanDropsWhatWasSaidOfOtherFiles() throws {
  var story = Story(model: true)
  story.open(Cast.jane)
  story.state.viewing?.volume.source = try source("files that are no longer")
  story.predict(Cast.jane)
  let content = story.state.browsing.content
  let generation = story.state.browsing.scanGeneration
  // An old scan's end says nothing.
  story.send(.browsing(.scanned(content, generation: generation - 1)))
  #expect(story.state.analysisOnScreen != nil)
  story.send(.browsing(.scanned(content, generation: generation)))
  #expect(story.state.analysisOnScreen == nil)
  story.press(.tab)
  #expect(!story.screen.contains("▲"))
}
