import Imaging
import SpineAnalysis
import TestSupport
import Testing

@testable import SpineTUI

private func opened(model: Bool = true) -> Story {
  var story = Story(model: model)
  story.open(Cast.jane)
  return story
}

@Test func predictingStartsShowsItsProgressAndEnds() {
  var story = opened()
  #expect(story.screen.contains("p asks the"))
  story.type("p")
  #expect(story.effects == [.predict(seriesID: Cast.id(Cast.jane), generation: 1)])
  story.send(
    .predicting(
      .progressed(LoadProgress(stage: "reading C3", completed: 40, total: 100), generation: 1)))
  #expect(story.screen.contains("reading C3"))
  #expect(story.screen.contains("40/100"))
  #expect(story.screen.contains("Esc cancels"))
  // The viewer answers meanwhile.
  story.type("gg")
  #expect(story.viewing.index == 0)
  story.send(
    .predicting(
      .finished(Cast.analysis(Cast.jane), seriesID: Cast.id(Cast.jane), generation: 1)))
  #expect(story.state.predicting.running == nil)
  #expect(story.said == "spine-small 0.1.0 calls C4, C6: n goes there, h shows the heat map")
  for word in ["▲ C4", "87 %", "not in view", "not assessed", "spine-small 0.1.0", "90 %"] {
    #expect(story.screen.contains(word), "\(word)")
  }
}

@Test func pressedAgainItCancels() {
  for key in [Key.character("p"), .escape] {
    var story = opened()
    story.type("p")
    story.press(key)
    #expect(story.effects == [.cancelPredict])
    #expect(story.state.predicting.running == nil)
    #expect(story.said == "Prediction cancelled")
    // What the cancelled run still says is not heard.
    story.send(
      .predicting(
        .finished(Cast.analysis(Cast.jane), seriesID: Cast.id(Cast.jane), generation: 1)))
    #expect(story.state.analysisOnScreen == nil)
    story.send(.predicting(.failed("broken pipe", generation: 1)))
    #expect(!story.said.contains("broken"))
    // And a new run is one.
    story.type("p")
    #expect(story.effects == [.predict(seriesID: Cast.id(Cast.jane), generation: 2)])
    story.send(
      .predicting(.progressed(LoadProgress(stage: "old", completed: 1, total: 2), generation: 1)))
    #expect(story.state.predicting.running?.progress == nil)
  }
}

@Test func aFailedPredictionSaysWhy() {
  var story = opened()
  story.type("p")
  story.send(.predicting(.failed("the series is MR, and the model reads CT", generation: 1)))
  #expect(story.state.predicting.running == nil)
  #expect(story.state.message?.kind == .error)
  #expect(story.said == "the series is MR, and the model reads CT")
  // It stays beside the image, and goes when the model is asked again or another series opens.
  story.type("j")
  #expect(story.screen.contains("Not read: the series is"))
  story.type("p")
  #expect(!story.screen.contains("Not read"))
  story.send(.predicting(.failed("the series is MR", generation: 2)))
  story.open(Cast.otherJane)
  #expect(!story.screen.contains("Not read"))
}

@Test func withoutAModelTheKeySaysWhatIsMissing() {
  var story = opened(model: false)
  #expect(story.screen.contains("no model is installed"))
  story.type("p")
  #expect(story.effects.isEmpty)
  #expect(story.said == "no model is installed")
}

@Test func findingsOfOneSeriesAreNeverShownOnAnother() {
  var story = opened()
  story.type("p")
  story.open(Cast.otherJane)
  #expect(!story.screen.contains("reading this series"))
  story.send(
    .predicting(
      .finished(Cast.analysis(Cast.jane), seriesID: Cast.id(Cast.jane), generation: 1)))
  #expect(story.state.analysisOnScreen == nil)
  #expect(!story.screen.contains("87 %"))
  #expect(story.said == "Not this series: 2 bone 0.6 has been read, see the list")
  story.type("hnNg4")
  #expect(!story.state.predicting.heat.isShown)
  #expect(story.said.contains("press p"))
  // A run's number with another series' name changes nothing.
  story.type("p")
  story.send(
    .predicting(
      .finished(Cast.analysis(Cast.jane), seriesID: Cast.id(Cast.jane), generation: 2)))
  #expect(story.state.analysisOnScreen == nil)
  // Back on the first one, its own are there.
  story.open(Cast.jane)
  #expect(story.state.analysisOnScreen?.findings.identity == Cast.jane)
}

@Test func aFailureElsewhereNamesItsSeries() {
  var story = opened()
  story.type("p")
  story.open(Cast.otherJane)
  story.send(.predicting(.failed("too few slices", generation: 1)))
  #expect(story.said == "Not this series: 2 bone 0.6: too few slices")
}

@Test func askingForASecondSeriesSaysThatTheFirstIsNoLongerRead() {
  var story = opened()
  story.type("p")
  story.open(Cast.otherJane)
  story.type("p")
  #expect(story.effects == [.predict(seriesID: Cast.id(Cast.otherJane), generation: 2)])
  #expect(story.said == "2 bone 0.6 is no longer being read: one series at a time")
  story.send(
    .predicting(
      .finished(Cast.analysis(Cast.jane), seriesID: Cast.id(Cast.jane), generation: 1)))
  #expect(story.state.predicting.results.isEmpty)
}

@Test func nextAndPreviousGoAmongTheFracturedLevelsAlone() {
  var story = opened()
  story.predict(Cast.jane)
  var visited: [Level?] = []
  for _ in 0..<3 {
    story.type("n")
    visited.append(story.state.predicting.selected)
  }
  #expect(visited == [.c4, .c6, .c4])
  story.type("N")
  #expect(story.state.predicting.selected == .c6)
  #expect(story.said == "C6: 61 %, called fractured")
  // On the slice that speaks most for it: stored slice 18 − 3 · 5.
  #expect(story.viewing.cursorVoxel?.z == 3)
  #expect(story.viewing.stack.storedSlice(at: story.viewing.index) == 3)
  var backwards = opened()
  backwards.predict(Cast.jane)
  backwards.type("N")
  #expect(backwards.state.predicting.selected == .c6)
}

@Test func withoutAFractureThereIsNoNextOne() {
  var story = opened()
  story.predict(
    Cast.jane,
    analysis: Cast.analysis(Cast.jane, probabilities: [nil, nil, 0.1, 0.2, 0.3, 0.4, 0.49]))
  let assessed = "calls none fractured of those it could assess: C3, C4, C5, C6, C7"
  #expect(story.said == "spine-small 0.1.0 \(assessed)")
  story.type("n")
  #expect(story.said == "The model \(assessed)")
  #expect(story.state.predicting.selected == nil)
}

@Test func aLevelThatWasNotAssessedIsNotCalledSound() {
  var story = opened()
  story.predict(
    Cast.jane,
    analysis: Cast.analysis(Cast.jane, probabilities: [Double?](repeating: nil, count: 7)))
  #expect(story.said == "spine-small 0.1.0 could assess no level")
  story.type("n")
  #expect(story.said == "The model could assess no level")
}

@Test func levelsAreGoneToByTheirNumber() {
  var story = opened()
  story.type("g5")
  #expect(story.said == "Where C5 is, the model must say first: press p")
  story.predict(Cast.jane)
  for (n, level) in Level.allCases.enumerated().dropFirst() {
    story.type("g\(n + 1)")
    #expect(story.state.predicting.selected == level)
    let centre = story.state.analysisOnScreen?.findings.levels[n].centre
    #expect(centre.map { (story.viewing.cursor - $0).length < 1e-9 } == true)
    #expect(story.said == (level == .c2 ? "C2 was not assessed: the edge of the scan cuts it" : ""))
  }
  let before = story.viewing.cursor
  story.type("g1")
  #expect(story.said == "C1 is not in view")
  #expect(story.viewing.cursor == before)
  #expect(story.state.predicting.selected == .c7)
}

@Test func theHeatMapBeforeAPredictionSaysWhatToDo() {
  var story = opened()
  story.type("h")
  #expect(story.said == "No heat map yet: press p to ask the model")
  #expect(render(story.state).picture?.heat.isShown == false)
  story.predict(Cast.jane)
  story.type("h")
  #expect(render(story.state).picture?.heat.isShown == true)
  #expect(render(story.state).sources?.heat != nil)
  #expect(story.screen.contains("Grad-CAM"))
  for _ in 0..<30 { story.type(">}") }
  #expect(story.state.predicting.heat.opacity == 0.9)
  #expect(story.state.predicting.heat.threshold == 0.95)
  for _ in 0..<30 { story.type("<{") }
  #expect(story.state.predicting.heat.opacity == 0.1)
  #expect(story.state.predicting.heat.threshold == 0.05)
  story.type("h")
  #expect(render(story.state).picture?.heat.isShown == false)
}

@Test func theHeatMapIsOffWhenAnotherSeriesOrTheSameOneOpens() {
  for next in [Cast.otherJane, Cast.jane] {
    var story = opened()
    story.predict(Cast.jane)
    story.type("h")
    story.open(next)
    #expect(render(story.state).picture?.heat.isShown == false)
    story.predict(next)
    #expect(render(story.state).picture?.heat.isShown == false)
  }
}

@Test func whereNothingCouldBeAssessedThereIsNoHeat() {
  var story = opened()
  let analysis = Analysis(
    findings: Cast.analysis(Cast.jane, probabilities: Array(repeating: nil, count: 7)).findings,
    heat: nil)
  story.predict(Cast.jane, analysis: analysis)
  #expect(story.said == "spine-small 0.1.0 could assess no level")
  story.type("h")
  #expect(story.said.contains("could assess no level"))
  #expect(!story.state.predicting.heat.isShown)
}

@Test func aNewRunMakesANewPicture() {
  var story = opened()
  story.predict(Cast.jane)
  story.type("h")
  let first = render(story.state).picture
  story.predict(Cast.jane)
  #expect(render(story.state).picture != first)
}

@Test func theListTellsWhatWasFound() {
  var story = opened()
  story.predict(Cast.jane)
  story.press(.tab)
  #expect(story.screen.contains("▲ C4 C6"))
}

@Test func everyMarkOfALevelStandsOnItsOwnSlices() {
  var story = opened()
  story.predict(Cast.jane)
  story.type("g4")
  let marks = render(story.state).picture?.panes.first?.marks ?? []
  #expect(marks.map(\.text) == ["C4!"])
  #expect(marks.first?.isFractured == true)
  story.type("s")
  let sagittal = render(story.state).picture?.panes.first?.marks ?? []
  #expect(sagittal.map(\.text) == ["C2", "C3", "C4!", "C5", "C6!", "C7"])
}

@Test func theNameOfTheLevelStandsBelowTheCaptionOfItsPane() throws {
  var story = opened()
  story.predict(Cast.jane)
  story.type("g4")
  let alone = try #require(render(story.state).picture?.panes.first)
  story.type("o")
  let linked = try #require(
    render(story.state).picture?.panes.first { $0.marks.map(\.text) == ["C4!"] })
  #expect(linked.caption.count == 2)
  let (first, below) = try (#require(alone.marks.first), #require(linked.marks.first))
  #expect(below.anchor.y > first.anchor.y * 3)
}
