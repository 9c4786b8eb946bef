import Imaging
import TestSupport
import Testing

@testable import SpineTUI

@Test func theListIsWalkedAndStopsAtItsEnds() {
  var story = Story()
  story.type("jjj")
  #expect(story.state.browsing.selection == 3)
  story.type("j")
  #expect(story.state.browsing.selection == 3)
  story.type("gg")
  #expect(story.state.browsing.selection == 0)
  story.type("k")
  #expect(story.state.browsing.selection == 0)
  story.type("G")
  #expect(story.state.browsing.selection == 3)
}

@Test func enterOpensWhatIsChosen() {
  var story = Story()
  story.type("j")
  story.press(.enter)
  #expect(story.effects == [.load(seriesID: Cast.id(Cast.janeSoft), generation: 1)])
  #expect(story.state.focus == .list)
  story.loadArrives(Cast.janeSoft)
  #expect(story.state.focus == .image)
  #expect(story.viewing.volume.identity == Cast.janeSoft)
  #expect(story.viewing.orientation == .axial)
  #expect(story.viewing.window == WindowPreset.bone.window)
}

@Test func aSeriesThatArrivesAfterAnotherWasChosenIsDropped() {
  var story = Story()
  story.press(.enter)
  let first = story.state.browsing.loadGeneration
  story.type("j")
  story.press(.enter)
  story.send(
    .browsing(.loaded(Cast.volume(Cast.jane), seriesID: Cast.id(Cast.jane), generation: first)))
  #expect(story.state.viewing == nil)
  #expect(story.state.browsing.opening?.seriesID == Cast.id(Cast.janeSoft))
  // Nor does the present number make another series' voxels welcome.
  story.send(
    .browsing(.loaded(Cast.volume(Cast.jane), seriesID: Cast.id(Cast.jane), generation: first + 1)))
  #expect(story.state.viewing == nil)
  #expect(story.state.browsing.opening != nil)
  story.loadArrives(Cast.janeSoft)
  #expect(story.viewing.seriesID == Cast.id(Cast.janeSoft))
}

@Test func aCancelledLoadNeverReachesTheScreen() {
  var story = Story()
  story.open(Cast.jane)
  story.type("]")
  story.press(.escape)
  #expect(story.effects == [.cancelLoad])
  story.loadArrives(Cast.janeSoft)
  #expect(story.viewing.seriesID == Cast.id(Cast.jane))
  story.send(.browsing(.loadFailed("too late", generation: story.state.browsing.loadGeneration)))
  #expect(story.said == "")
}

@Test func aLoadThatFailsSaysWhyAndKeepsTheImageThatWasThere() {
  var story = Story()
  story.open(Cast.jane)
  story.type("]")
  story.send(
    .browsing(.loadFailed("the files are cut off", generation: story.state.browsing.loadGeneration))
  )
  #expect(story.said == "the files are cut off")
  #expect(story.viewing.seriesID == Cast.id(Cast.jane))
  #expect(story.screen.contains("the files are cut off"))
}

@Test func neighboursCountFromTheSeriesOnScreen() {
  var story = Story()
  story.open(Cast.jane)
  story.type("]")
  #expect(story.effects == [.load(seriesID: Cast.id(Cast.janeSoft), generation: 2)])
  // Pressed again before it is there: one further.
  story.type("]")
  #expect(story.effects == [.load(seriesID: Cast.id(Cast.janeLater), generation: 3)])
  story.loadArrives(Cast.janeLater)
  // The list's selection has gone elsewhere meanwhile; the brackets mean the image.
  story.press(.tab)
  story.type("gg")
  story.press(.tab)
  story.type("[")
  #expect(story.effects == [.load(seriesID: Cast.id(Cast.janeSoft), generation: 4)])
}

@Test func neighbouringStudiesAreFoundEvenWhenTheyShareAnUID() {
  var story = Story()
  story.open(Cast.jane)
  story.type(")")
  #expect(story.state.browsing.opening?.seriesID == Cast.id(Cast.janeLater))
  story.loadArrives(Cast.janeLater)
  // The other patient's study has the same UID, and is another study all the same.
  story.type(")")
  #expect(story.state.browsing.opening?.seriesID == Cast.id(Cast.otherJane))
  story.loadArrives(Cast.otherJane)
  story.type(")")
  #expect(story.said == "No further one in the list")
  story.type("(")
  #expect(story.state.browsing.opening?.seriesID == Cast.id(Cast.janeLater))
}

@Test func theFilterNarrowsTheListAndEscapeShowsAll() {
  var story = Story()
  story.type("/p002")
  #expect(story.state.browsing.entries.map(\.series.id) == [Cast.id(Cast.otherJane)])
  story.press(.enter)
  #expect(story.state.prompt == nil)
  #expect(story.screen.contains("1 shown for “p002”"))
  story.press(.escape)
  #expect(story.state.browsing.entries.count == 4)
  story.type("/nothing like it")
  story.press(.enter, .enter)
  #expect(story.effects.isEmpty)
  #expect(story.said == "There is no series to open")
}

@Test func nothingOfTheFirstPatientIsLeftWhenTheSecondOpens() {
  var story = Story()
  story.open(Cast.jane)
  story.predict(Cast.jane)
  story.type("hn")
  story.press(.shiftLeft)
  story.type("x3+i")
  #expect(story.state.predicting.heat.isShown)
  #expect(!story.said.isEmpty || story.state.predicting.selected == .c4)
  story.open(Cast.otherJane)
  #expect(story.viewing.seriesID == Cast.id(Cast.otherJane))
  #expect(story.state.analysisOnScreen == nil)
  #expect(story.state.message == nil)
  #expect(story.state.predicting.selected == nil)
  #expect(!story.state.predicting.heat.isShown)
  #expect(story.viewing.mode == .scrolling)
  #expect(story.viewing.zoom == 1)
  #expect(story.viewing.centre == nil)
  #expect(!story.viewing.isInverted)
  #expect(story.viewing.window == WindowPreset.bone.window)
  let display = render(story.state)
  #expect(display.picture?.seriesID == Cast.id(Cast.otherJane))
  #expect(display.picture?.heat.isShown == false)
  #expect(display.picture?.panes.allSatisfy(\.marks.isEmpty) == true)
  #expect(display.sources?.heat == nil)
  let screen = story.screen
  #expect(screen.contains("ID P002"))
  for word in ["P001", "87 %", "C4 "] { #expect(!screen.contains(word), "\(word)") }
}

@Test func aMessageAboutTheFirstSeriesDoesNotStandUnderTheSecond() {
  var story = Story()
  story.open(Cast.jane)
  story.type("]")
  story.send(.app(.report("the picture of bone 0.6 could not be drawn")))
  story.loadArrives(Cast.janeSoft)
  #expect(story.state.message == nil)
}

@Test func leavingGoesBackToTheListAndThenOut() {
  var story = Story()
  story.open(Cast.jane)
  story.type("w")
  #expect(story.state.context == .window)
  story.type("q")
  #expect(story.state.context == .image)
  story.type("q")
  #expect(story.state.focus == .list)
  #expect(story.effects.isEmpty)
  story.press(.tab)
  #expect(story.state.focus == .image)
  story.type("qq")
  #expect(story.effects == [.quit])
}

@Test func withoutAnOpenImageTabSaysWhatToDo() {
  var story = Story()
  story.press(.tab)
  #expect(story.state.focus == .list)
  #expect(story.said == "No image is open: Enter opens a series")
}

@Test func slicesStopRunningWhenTheListComesUp() {
  for leave in [Key.tab, .character("q")] {
    var story = Story()
    story.open(Cast.jane)
    story.type(" ")
    #expect(story.effects == [.tick(generation: 1)])
    story.press(leave)
    #expect(story.state.focus == .list)
    #expect(story.effects == [.stopTicking])
    let index = story.viewing.index
    story.send(.viewing(.ticked(generation: 1)))
    #expect(story.viewing.index == index)
    #expect(story.effects.isEmpty)
  }
}

@Test func aFailedScanIsSaidInTheList() {
  var story = Story()
  story.state = State(profile: .sixel(80, 24))
  story.send(.browsing(.scanFailed("no such folder: /data", generation: 0)))
  #expect(story.screen.contains("no such folder: /data"))
}

@Test func neighboursOfAHiddenSeriesCountFromTheChosenLine() {
  var story = Story()
  story.open(Cast.janeSoft)
  story.press(.tab)
  // One line for each patient, and three series behind them; the one on screen is none of these.
  story.type("zmzm/bone")
  story.press(.enter)
  story.type("G")
  #expect(story.state.browsing.representative?.series.id == Cast.id(Cast.otherJane))
  story.press(.tab)
  story.type("[")
  #expect(story.state.browsing.opening?.seriesID == Cast.id(Cast.janeLater))
}
