import Imaging
import Testing

@testable import SpineTUI

struct ListClickStories {
  /// A list that is longer than its window.
  private var story = Story(listing: Cast.longList)

  private mutating func click(_ row: Int, isDouble: Bool = false) {
    let press = MouseEvent(kind: .press(.left), row: row, column: 10, isDouble: isDouble)
    story.send(.mouse(press))
    story.send(.mouse(MouseEvent(kind: .release(.left), row: row, column: 10)))
  }

  private var openedSeries: String? { story.state.browsing.opening?.seriesID }
  private var chosenSeries: String? { story.state.browsing.selectedSeries?.series.id }

  @Test mutating func aSecondClickOpensOnlyTheLineUnderThePointer() throws {
    click(24)
    let first = story.state.browsing.selection
    // The list has moved: another line is there now.
    click(24)
    #expect(openedSeries == nil)
    #expect(story.state.browsing.selection > first)
    let chosen = chosenSeries
    let (state, selection) = (story.state, story.state.browsing.selection)
    click(
      try #require(
        (0..<30).first {
          ListWindow(state).stop(atScreenRow: $0, state.browsing) == selection
        }))
    #expect(openedSeries == chosen)
  }

  @Test mutating func aDoubleClickOpensTheLineThatWasThereAtItsFirstPress() {
    click(24)
    let chosen = chosenSeries
    click(24, isDouble: true)
    #expect(chosen != nil && openedSeries == chosen)
  }

  @Test mutating func aDoubleClickWithSomethingBetweenChoosesOnly() {
    click(24)
    story.type("j")
    click(24, isDouble: true)
    #expect(openedSeries == nil)
  }
}

struct DoubleClickTests {
  private var clicks = DoubleClick()

  private mutating func isDouble(
    _ button: MouseEvent.Button = .left, row: Int = 3, column: Int = 10, at time: Double
  ) -> Bool {
    let up = MouseEvent(kind: .release(button), row: row, column: column)
    defer { #expect(!clicks.marked(up, at: time + 0.05).isDouble) }
    return clicks.marked(
      MouseEvent(kind: .press(button), row: row, column: column), at: time
    ).isDouble
  }

  @Test mutating func twoQuickPressesInOnePlaceAreADoubleClick() {
    let times = [1, 1.3, 1.5, 1.7, 2.2]
    let found = times.map { isDouble(at: $0) }
    // The third begins another.
    #expect(found == [false, true, false, true, false])
  }

  @Test mutating func elsewhereLaterOrWithAnotherButtonIsAnotherClick() {
    let found = [
      isDouble(at: 1), isDouble(at: 1.5), isDouble(.right, at: 1.6), isDouble(row: 4, at: 1.7),
      isDouble(row: 4, column: 12, at: 1.8), isDouble(row: 4, column: 11, at: 1.9),
    ]
    #expect(found == [false, false, false, false, false, true])
  }
}
