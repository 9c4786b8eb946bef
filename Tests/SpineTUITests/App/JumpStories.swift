import Imaging
import Testing

@testable import SpineTUI

/// On the first slice, with levels to go to.
private func opened() -> Story {
  var story = Story()
  story.open(Cast.jane)
  story.predict(Cast.jane)
  story.type("gg")
  return story
}

@Test func aJumpToALevelLeavesMeasurementsWhereTheyAre() {
  for jump in ["g6", "nn", "NN"] {
    var story = opened()
    story.type("d")
    story.press(.enter, .right, .right, .enter, .tab)
    let measured = story.viewing.measuring.done
    #expect(story.viewing.measuring.draft?.held != nil)
    story.type(jump)
    #expect(story.viewing.measuring.draft?.held == nil, "\(jump)")
    #expect(story.viewing.measuring.draft?.index == story.viewing.index, "\(jump)")
    story.press(.left)
    #expect(story.viewing.measuring.done == measured, "\(jump)")
  }
}

@Test func aJumpWhileMeasuringSaysThatItsPointsAreDropped() {
  var story = opened()
  story.type("d")
  story.press(.enter)
  story.type("n")
  #expect(story.said.hasPrefix("C4: 87 %, called fractured. The distance was begun on another"))
}

@Test func aJumpBringsTheLevelIntoAZoomedView() {
  for jump in ["g6", "n", "N"] {
    var story = opened()
    story.type("++++++")
    for _ in 0..<20 { story.press(.shiftRight, .shiftDown) }
    story.type(jump)
    let plane = story.viewing.plane(.axial)
    let offset =
      plane.pixel(of: story.viewing.cursor)
      - plane.pixel(of: story.viewing.centre ?? plane.centre)
    let half = SIMD2(Double(plane.width), Double(plane.height)) / story.viewing.zoom / 2
    #expect(abs(offset.x) < half.x && abs(offset.y) < half.y, "\(jump)")
  }
}
