import Imaging
import Testing

@testable import SpineTUI

private func typed(_ command: String) -> Story {
  var story = Story()
  story.open(Cast.jane)
  story.type("gg:" + command)
  story.press(.enter)
  return story
}

@Test(arguments: [
  ("1", 0), ("20", 19), ("7", 6), ("+5", 5), ("+500", 19), ("-3", 0), ("  9 ", 8), ("", 0),
  ("+9223372036854775807", 19), ("-9223372036854775808", 0),
])
func aTypedNumberGoesThere(command: String, index: Int) {
  let story = typed(command)
  #expect(story.viewing.index == index)
  #expect(story.state.message == nil)
  #expect(story.state.prompt == nil)
}

@Test(arguments: [
  ("0", "Slices go from 1 to 20"), ("21", "Slices go from 1 to 20"),
  ("99999999999999999999", "more than slices can be counted"), ("zoo", "No command “zoo”"),
  ("7 8", "stands alone"), ("q 5", "q stands alone"), ("w bones", "bone, lung"),
  ("w header 0", "w takes"), ("w soft", "soft-tissue"), ("w 350", "w takes a centre and a width"),
  ("w 350 0", "w takes"), ("w nan 2", "w takes"), ("w 1e300 2000", "w takes"),
  ("w 350 1e308", "w takes"), ("w bone 5", "w takes"),
])
func aTypedCommandThatCannotBeDoneSaysWhy(command: String, sentence: String) {
  let story = typed(command)
  #expect(story.said.contains(sentence), "\(story.said)")
  #expect(story.state.message?.kind == .error)
  #expect(story.viewing.index == 0)
  #expect(story.viewing.window == WindowPreset.bone.window)
}

@Test func aTypedWindowIsSet() {
  let story = typed("w 40.5 -1")
  #expect(story.state.message?.kind == .error)
  #expect(typed("w 40.5 380").viewing.window == Window(center: 40.5, width: 380))
}

@Test func aWindowMayBeTypedByItsName() {
  #expect(typed("w lung").viewing.window == WindowPreset.lung.window)
  #expect(typed("window soft tissue").viewing.window == WindowPreset.softTissue.window)
  #expect(typed("w auto").viewing.window.explanation == "auto")
  #expect(typed("w header 2").said == "The header of this series names no second window")
}

@Test func aTypedMinusMayBeARealOne() {
  #expect(typed("w −600 1500").viewing.window == Window(center: -600, width: 1500))
  #expect(typed("−3").viewing.index == 0)
}

@Test func aTypedQuitQuits() {
  #expect(typed("q").effects == [.quit, .remember("q")])
}

@Test func escapeAndBackspaceLeaveThePrompt() {
  var story = Story()
  story.open(Cast.jane)
  story.type(":12")
  story.press(.backspace, .backspace)
  #expect(story.state.prompt?.text == "")
  story.press(.backspace)
  #expect(story.state.prompt == nil)
  story.type(":5")
  story.press(.escape)
  #expect(story.state.prompt == nil)
  #expect(story.viewing.index == Story.middleIndex)
  // Letters in the prompt are text, never keys.
  story.type(":pq")
  #expect(story.state.predicting.running == nil)
  #expect(story.screen.contains(":pq"))
}

@Test func aPasteGoesIntoThePromptAndNowhereElse() {
  var story = Story()
  story.open(Cast.jane)
  story.send(.paste("pqG"))
  #expect(story.viewing.index == Story.middleIndex)
  #expect(story.effects.isEmpty)
  story.type(":")
  story.send(.paste("3"))
  story.press(.enter)
  #expect(story.viewing.index == 2)
}

@Test(arguments: [
  "w bone", "w 350 2000", "fps 25", "cine back", "slab 5", "interpolation nearest", "zoom 2", "143",
  "+10", "-3", "measure clear", "goto 1 2 3", "voxel 1 2 3", "series 3", "tags",
])
func withoutAnImageACommandForOneSaysSo(command: String) {
  var story = Story()
  story.type(":" + command)
  story.press(.enter)
  #expect(story.said == "No image is open", "\(command)")
  #expect(story.effects == [.remember(command)])
}

@Test func aHeaderAskedForInTheListIsSeen() {
  var story = Story()
  story.open(Cast.jane)
  story.press(.tab)
  story.type(":tags")
  story.press(.enter)
  #expect(story.state.context == .tags)
  #expect(story.screen.contains("Reading the header"))
}

@Test func howSlicesRunIsKeptForTheNextSeries() {
  var story = typed("fps 25")
  story.type(":cine back")
  story.press(.enter)
  story.type("]")
  story.loadArrives(Cast.janeSoft)
  #expect(story.viewing.cineSettings.rate == 25)
  #expect(story.viewing.cineSettings.direction == .back)
}
