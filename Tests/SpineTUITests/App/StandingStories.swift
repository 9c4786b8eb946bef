import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// A picture and the files it was read from.
struct StandingStories {
  /// The list, with other files behind the first series.
  private static let changed: Catalogue = {
    var catalogue = Cast.catalogue
    catalogue.patients[0].studies[0].series[0].source = .onDemand("other files")
    return catalogue
  }()

  /// R, and a series opened before the scan has ended.
  private func openedWhileScanning(_ columns: Int = 80, _ rows: Int = 24) -> Story {
    var story = Story(columns, rows)
    story.type("R")
    story.open(Cast.jane)
    return story
  }

  private func scanEnds(_ story: inout Story, with catalogue: Catalogue = Cast.catalogue) {
    story.send(
      .browsing(.scanned(catalogue, generation: story.state.browsing.scanGeneration)))
  }

  /// The load that runs ends with the first series as it is now.
  private func changedLoadArrives(_ story: inout Story) {
    var volume = Cast.volume(Cast.jane)
    volume.source = try? Self.changed.patients[0].studies[0].series[0].sourceMark()
    story.send(
      .browsing(
        .loaded(
          volume, seriesID: Cast.id(Cast.jane), generation: story.state.browsing.loadGeneration)))
  }

  @Test(arguments: [[160, 48], [80, 24], [40, 10], [20, 7]])
  func aSeriesOpenedWhileTheScanRunsMayHaveMore(_ size: [Int]) {
    var story = openedWhileScanning(size[0], size[1])
    #expect(story.screen.contains("! Still looking"))
    story.type("j")
    #expect(story.screen.contains("! Still looking"))
    scanEnds(&story)
    #expect(!story.screen.contains("!"))
    #expect(story.viewing.standing == .current)
  }

  @Test(arguments: [[160, 48], [80, 24], [40, 10], [20, 7]])
  func filesThatHaveChangedAreSaidAsLongAsTheOldPictureIsThere(_ size: [Int]) {
    var story = openedWhileScanning(size[0], size[1])
    scanEnds(&story, with: Self.changed)
    #expect(story.screen.contains("! The files have"))
    story.type("jjs")
    #expect(story.screen.contains("! The files have"))
    story.open(Cast.janeSoft)
    #expect(!story.screen.contains("! The files have"))
  }

  @Test func aDiskThatDoesNotAnswerHoldsNoKeysAndClearsNoDoubt() throws {
    var state = openedWhileScanning().state
    /// The number of the look at the files that the end of the scan asks for.
    func scanEnds() throws -> Int {
      let ended = Browsing.Action.scanned(
        ListContent(Self.changed), generation: state.browsing.scanGeneration)
      let asked = reduce(&state, .browsing(ended)).compactMap { effect in
        if case .compareSources([Cast.id(Cast.jane)], let number) = effect { number } else { nil }
      }
      return try #require(asked.first)
    }
    let first = try scanEnds()
    #expect(render(state).screen.snapshot.contains("! Still looking"))
    // An answer that comes after the next scan has begun is of a list that is no more.
    _ = reduce(&state, .browsing(.rescan))
    let marks = state.browsing.content.sourceMarks(of: [Cast.id(Cast.jane)])
    _ = reduce(&state, .browsing(.compared(marks, number: first)))
    #expect(state.viewing?.standing == .unconfirmed)
    _ = reduce(&state, .browsing(.compared(marks, number: try scanEnds())))
    #expect(state.viewing?.standing == .changed)
  }

  @Test func whatIsOpenedFromTheNewListIsCurrentWhateverTheOldOneWas() {
    var story = openedWhileScanning()
    scanEnds(&story, with: Self.changed)
    #expect(story.viewing.standing == .changed)
    story.press(.tab, .enter)
    changedLoadArrives(&story)
    #expect(story.viewing.standing == .current)
  }

  @Test func lookingAgainNoticesFilesThatWereReplaced() {
    var story = Story(80, 24)
    story.open(Cast.jane)
    story.press(.tab)
    story.type("R")
    scanEnds(&story, with: Self.changed)
    #expect(story.screen.contains("outdated"))
    story.press(.tab)
    #expect(
      story.screen.contains("! The files have changed since this was read: open it anew"))
    // Found again as they were, the picture is true.
    story.press(.tab)
    story.type("R")
    scanEnds(&story)
    #expect(story.viewing.standing == .current)
  }

  @Test func theModelIsNotAskedAboutOldFiles() {
    var story = openedWhileScanning()
    scanEnds(&story, with: Self.changed)
    story.type("p")
    #expect(story.effects.isEmpty && story.state.predicting.running == nil)
    #expect(story.said == "The files have changed since this was read: open it anew")
    #expect(story.screen.contains("Not asked: the files"))
    // Nor is their header shown, which would be that of the new ones.
    story.type("t")
    #expect(story.effects.isEmpty && story.state.tags.opened == nil)
    #expect(story.said == "The files have changed since this was read: open it anew")
  }

  @Test func aSeriesThatIsNoLongerListedSaysSo() {
    var story = openedWhileScanning()
    story.predict(Cast.jane)
    scanEnds(&story, with: Catalogue())
    #expect(story.screen.contains("! This series is no longer listed"))
    #expect(story.state.analysisOnScreen == nil)
    story.type("p")
    #expect(story.effects.isEmpty && story.said.contains("no longer listed"))
  }

  @Test func aScanThatWasStoppedLeavesTheDoubt() {
    var story = openedWhileScanning()
    story.press(.tab, .escape)
    #expect(story.effects == [.cancelScan])
    story.press(.tab)
    #expect(story.screen.contains("! Looking for images was cut short: there may be more"))
    // It concerns what is opened afterwards too.
    story.open(Cast.janeSoft)
    #expect(story.screen.contains("! Looking for images was cut short"))
  }

  @Test func whatWasListedWhileReadingCountsToo() {
    var story = Story(80, 24)
    story.type("R")
    story.press(.enter)
    scanEnds(&story, with: Self.changed)
    // Read from what was listed at Enter.
    story.loadArrives(Cast.jane)
    #expect(story.viewing.standing == .changed)
  }

  @Test func askingForOldFilesDoesNotWaitForTheirSlices() {
    var story = Story(80, 24)
    story.type("R")
    story.press(.enter)
    let whole = Cast.volume(Cast.jane)
    var part = Volume(
      geometry: whole.geometry, voxels: whole.voxels, identity: Cast.jane, arrived: 8..<12)
    part.source = whole.source
    story.send(.browsing(.arrived(part, seriesID: Cast.id(Cast.jane), generation: 1)))
    story.type("p")
    scanEnds(&story, with: Self.changed)
    story.loadArrives(Cast.jane)
    #expect(story.state.predicting.running == nil)
    #expect(story.screen.contains("! The files have changed"))
  }

  @Test func measurementsOfOldFilesAreNotPutOverNewOnes() {
    var story = Story()
    story.open(Cast.jane)
    story.type("d")
    story.press(.enter, .right, .enter, .escape)
    story.open(Cast.janeSoft)
    scanEnds(&story, with: Self.changed)
    story.press(.tab)
    story.state.browsing.selection = 0
    story.press(.enter)
    changedLoadArrives(&story)
    #expect(story.viewing.standing == .current)
    #expect(story.viewing.measuring.done.isEmpty)
    #expect(
      story.said == "The files of 2 bone 0.6 have changed: what was measured in them is dropped")
    // What is kept after that is of the new files.
    story.type("d")
    story.press(.enter, .right, .enter, .escape)
    #expect(story.viewing.measuring.done.map(\.number) == [1])
  }
}
