import Foundation
import Imaging
import Testing

/// The names of Tests/Conformance/make_strings.py, decoded, and what must be seen of them.
private let names: [(String, String)] = [
  ("Evil\u{1B}]52;c;aGVsbG8=\u{07}^X", "Evil\\u{1B}]52;c;aGVsbG8=\\u{7}^X"),
  ("A\u{1B}[2J\u{1B}[1;1HOK NORMAL", "A\\u{1B}[2J\\u{1B}[1;1HOK NORMAL"),
  ("A\u{9B}2JB", "A\\u{9B}2JB"),
  ("A\u{202E}FDP\u{202C} B", "A\\u{202E}FDP\\u{202C} B"),
  ("A\u{200B}\u{2066}B\u{E0041}", "A\\u{200B}\\u{2066}B\\u{E0041}"),
  ("A\u{FFFD}(\u{FFFD} B", "A\u{FFFD}(\u{FFFD} B"),
  ("Müller^J", "Müller^J"),
  ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada^Tarou=山田^太郎=やまだ^たろう"),
  ("Hong^Gildong=洪^吉洞=홍^길동", "Hong^Gildong=洪^吉洞=홍^길동"),
  ("Wang^XiaoDong=王^小东", "Wang^XiaoDong=王^小东"),
  ("นาย", "นาย"),
  ("Люкс", "Люкс"),
  ("Ａ漢字e\u{301}👩\u{200D}⚕\u{FE0F}", "Ａ漢字e\u{301}👩\\u{200D}⚕\\u{FE0F}"),
]

@Test(arguments: names)
func foreignNamesAreShownAndNeverObeyed(name: String, shown: String) {
  #expect(DisplayText.safe(name) == shown)
  #expect(DisplayText.safe(DisplayText.safe(name)) == shown)
}

@Test func nothingThatATerminalObeysPasses() {
  for value in 0...UInt32(0x10FFFF) {
    guard let scalar = Unicode.Scalar(value) else { continue }
    let isForbidden =
      value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x61C || value == 0xAD
      || value == 0xFEFF || (0x200B...0x200F).contains(value) || (0x2028...0x202E).contains(value)
      || (0x2060...0x206F).contains(value) || (0xE0000...0xE0FFF).contains(value)
    guard isForbidden else { continue }
    let shown = DisplayText.safe("a\(Character(scalar))b")
    #expect(shown == "a\\u{\(String(value, radix: 16, uppercase: true))}b")
  }
}

@Test func newlinesAndTabsAreShownToo() {
  #expect(DisplayText.safe("new\nline\t-rf $(id)\r") == "new\\u{A}line\\u{9}-rf $(id)\\u{D}")
}

@Test func longTextEndsInAnEllipsis() {
  #expect(DisplayText.safe("abcdef", limit: 6) == "abcdef")
  #expect(DisplayText.safe("abcdefg", limit: 6) == "abcde…")
  #expect(DisplayText.safe("abcde\u{1B}", limit: 6) == "abcde…")
  #expect(DisplayText.safe("x", limit: 0) == "")
  let long = DisplayText.safe(String(repeating: "漢\u{1B}", count: 5000))
  #expect(long.unicodeScalars.count <= DisplayText.usualLimit)
  #expect(DisplayText.safe(long) == long)
}

@Test func marksNeitherPileUpNorSettleOnWhatStandsBefore() {
  #expect(DisplayText.safe("\u{301}a") == "\u{25CC}\u{301}a")
  let pile = DisplayText.safe("a" + String(repeating: "\u{301}", count: 50))
  #expect(pile.unicodeScalars.filter { $0.value == 0x301 }.count == 4)
}

@Test func columnsAreCountedAsCursesCountsThem() throws {
  // Swift's import of the C library has neither wcwidth nor LC_ALL_MASK.
  let symbol = try #require(dlsym(nil, "wcwidth"))
  let wcwidth = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
  let locale = newlocale(0x1FBF, "C.UTF-8", nil)
  try #require(locale != nil)
  let before = uselocale(locale)
  defer {
    uselocale(before)
    freelocale(locale)
  }
  var (compared, wrong) = (0, [String]())
  for value in UInt32(0x20)...0x10FFFF {
    guard let scalar = Unicode.Scalar(value) else { continue }
    let text = String(Character(scalar))
    guard DisplayText.safe("x" + text) == "x" + text else { continue }
    let columns = Int(wcwidth(value))
    // Scalars newer than the C library have no width there.
    // U+1171E became a spacing mark between the two libraries' Unicode versions.
    guard columns >= 0, value != 0x1171E else { continue }
    compared += 1
    if DisplayText.width(text) != columns { wrong.append(String(value, radix: 16)) }
  }
  #expect(compared > 140_000)
  #expect(wrong == [])
}
