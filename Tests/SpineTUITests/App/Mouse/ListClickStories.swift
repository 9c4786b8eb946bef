import Imaging
import Testing

@testable import SpineTUI

@Test func aSecondClickOpensOnlyTheLineUnderThePointer() {
  var story = Story(100, 30)
  var catalogue = Cast.catalogue
  catalogue.patients[0].studies[0].series += (0..<40).map { n in
    var series = Cast.series(Cast.janeSoft)
    series.id = "more \(n)"
    return series
  }
  story.send(.browsing(.scanned(catalogue, generation: 0)))
  func click(_ row: Int) {
    story.send(.mouse(MouseEvent(kind: .press(.left), row: row, column: 10)))
    story.send(.mouse(MouseEvent(kind: .release(.left), row: row, column: 10)))
  }
  click(24)
  let first = story.state.browsing.selection
  // The list has moved: another line is there now.
  click(24)
  #expect(story.state.browsing.opening == nil)
  #expect(story.state.browsing.selection > first)
  let chosen = story.state.browsing.selectedSeries?.series.id
  let row = (0..<30).first {
    ListWindow(story.state).stop(atScreenRow: $0, story.state.browsing)
      == story.state.browsing.selection
  }
  click(row ?? 0)
  #expect(story.state.browsing.opening?.seriesID == chosen)
}
