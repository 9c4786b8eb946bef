import Imaging
import Testing

@testable import SpineTUI

/// As curses counts them, scalar by scalar.
@Test(arguments: [
  ("a", 1), ("漢", 2), ("⌚", 2), ("☔", 2), ("⚡", 2), ("⭐", 2), ("🚀", 2), ("\u{17000}", 2),
  ("\u{1B000}", 2), ("e\u{301}", 1), ("\u{301}", 0), ("\u{1B}", 0), ("\u{1100}\u{1161}\u{11A8}", 2),
  ("\u{915}\u{93F}", 2), ("\u{1F1E9}\u{1F1EA}", 2), ("👍🏽", 4),
])
func aCharacterTakesTheColumnsThatCursesGivesIt(text: String, columns: Int) {
  #expect(DisplayWidth.of(text) == columns)
  if columns > 0 { #expect(DisplayText.width(text) == columns) }
}

@Test func wideCharactersLeaveTheColumnsBehindThemWhereTheyAre() {
  var screen = Screen(columns: 12, rows: 1)
  #expect(screen.put("⌚👍🏽ab", row: 0, column: 0) == 8)
  #expect(screen[0, 6].character == "a")
  #expect((1..<6).filter { screen[0, $0].isContinuation } == [1, 3, 4, 5])
}
