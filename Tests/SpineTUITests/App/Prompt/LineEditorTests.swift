import Testing

@testable import SpineTUI

private func edited(_ text: String, _ keys: Key...) -> String {
  var line = LineEditor(text)
  for key in keys { line.edit(key) }
  return line.beforeCursor + "|" + line.afterCursor
}

@Test func theCursorMovesAndTextGoesInWhereItStands() {
  #expect(edited("w 350") == "w 350|")
  #expect(edited("w 350", .left, .left, .character("4")) == "w 34|50")
  #expect(edited("w 350", .home, .right) == "w| 350")
  #expect(edited("w 350", .control("a"), .left, .left) == "|w 350")
  #expect(edited("w 350", .home, .control("e"), .right) == "w 350|")
}

@Test func wordsAndLinesAreCutAsInAShell() {
  #expect(edited("w 350 2000", .control("w")) == "w 350 |")
  #expect(edited("w 350 2000  ", .control("w"), .control("w")) == "w |")
  #expect(edited("w 350", .left, .control("u")) == "|0")
  #expect(edited("w 350", .home, .right, .control("k")) == "w|")
  #expect(edited("w 350", .home, .delete, .control("d")) == "|350")
  #expect(edited("", .backspace, .delete, .control("w")) == "|")
}

@Test func aKeyThatMeansNothingInALineSaysSo() {
  var line = LineEditor("a")
  let isEdited = line.edit(.pageUp)
  #expect(!isEdited)
  #expect(line.text == "a")
}

@Test func aLineHasAnEnd() {
  var line = LineEditor("a")
  line.insert(String(repeating: "b", count: 5000))
  #expect(line.text.count == LineEditor.longest)
}

@Test func theCursorStaysInSightInANarrowWindow() {
  var story = Story(24, 10)
  story.open(Cast.jane)
  story.type(":" + String(repeating: "1", count: 60) + "9")
  #expect(story.screen.contains("19▏"))
  for _ in 0..<61 { story.press(.left) }
  #expect(story.screen.contains(":▏111"))
}
