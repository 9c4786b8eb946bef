import Foundation
import Imaging
import TestSupport
import Testing

@testable import SpineTUI

private func opened() -> Story {
  var story = Story()
  story.open(Cast.jane, windows: [Window(center: 50, width: 400, explanation: "SOFT")])
  return story
}

@Test func tabCompletesNamesAndGoesRound() {
  var story = opened()
  story.type(":sl")
  story.press(.tab)
  #expect(story.state.prompt?.text == "slab ")
  story.press(.tab)
  #expect(story.state.prompt?.text == "slab 3")
  #expect(story.screen.contains("5 mip"))
  story.press(.tab, .tab)
  #expect(story.state.prompt?.text == "slab 5 mip")
  story.press(.backtab)
  #expect(story.state.prompt?.text == "slab 5")
  story.press(.enter)
  #expect(story.viewing.slab == Slab(thickness: 5))
}

@Test func tabOffersTheHeadersWindows() {
  var story = opened()
  story.type(":w head")
  story.press(.tab)
  #expect(story.state.prompt?.text == "w header 1")
  story.press(.enter)
  #expect(story.viewing.window.explanation == "SOFT")
}

@Test func tabOffersTheSeriesOfTheStudyOnScreen() {
  var story = opened()
  story.type(":series ")
  story.press(.tab, .tab)
  #expect(story.state.prompt?.text == "series 3")
  story.press(.enter)
  #expect(story.state.browsing.opening?.seriesID == Cast.id(Cast.janeSoft))
  story.loadArrives(Cast.janeSoft)
  story.type(":series 9")
  story.press(.enter)
  #expect(story.said == "series takes a number of this study: 2, 3")
}

@Test func tabWithNothingToOfferLeavesTheLine() {
  var story = opened()
  for text in ["zz", "slab 77", "143", "q "] {
    story.type(":" + text)
    story.press(.tab)
    #expect(story.state.prompt?.text == text)
    story.press(.escape)
  }
  // In the middle of a line nothing is lost.
  story.type(":sl 5")
  story.press(.left, .left, .tab)
  #expect(story.state.prompt?.text == "sl 5")
}

@Test func everyCandidateOfEveryCommandIsUnderstood() {
  let story = opened()
  for command in TypedCommand.table {
    for candidate in command.candidates(story.state) {
      for name in command.names {
        #expect(throws: Never.self) {
          _ = try TypedCommand.parse("\(name) \(candidate)", in: story.state)
        }
      }
    }
  }
}

@Test func arrowsGoThroughTheCommandsTypedBefore() {
  var story = opened()
  for command in ["w 40 400", "slab 5", "w 350 2000"] {
    story.type(":" + command)
    story.press(.enter)
  }
  #expect(story.effects.contains(.remember("w 350 2000")))
  story.type(":")
  story.press(.up)
  #expect(story.state.prompt?.text == "w 350 2000")
  story.press(.up, .up, .up)
  #expect(story.state.prompt?.text == "w 40 400")
  story.press(.down, .down, .down)
  #expect(story.state.prompt?.text == "")
  // What was typed picks those that begin so, and comes back.
  story.type("w")
  story.press(.up, .up)
  #expect(story.state.prompt?.text == "w 40 400")
  story.press(.down, .down)
  #expect(story.state.prompt?.text == "w")
}

@Test func aCommandThatFailsIsKeptToBeMendedAndAFilterIsNot() {
  var story = opened()
  story.type(":slab x")
  story.press(.enter)
  story.type(":")
  story.press(.up)
  #expect(story.state.prompt?.text == "slab x")
  story.press(.escape, .tab)
  story.type("/Doe")
  story.press(.enter)
  #expect(story.effects.isEmpty)
  story.type("/")
  story.press(.up)
  #expect(story.state.prompt?.text == "Doe")
  #expect(story.state.history.entries == ["slab x"])
}

/// A name meant for the filter, typed behind the colon.
@Test func whatIsNoCommandIsNotRemembered() {
  var story = opened()
  story.type(":mueller")
  story.press(.enter)
  #expect(story.said.contains("No command “mueller”"))
  #expect(story.effects.isEmpty)
  #expect(story.state.history.entries.isEmpty)
}

@Test func theFilterIsNotShownAgainWhileNamesAreHidden() {
  var story = Story()
  story.type("/doe")
  story.press(.enter)
  story.type("Z/")
  #expect(story.state.prompt?.text == "")
  #expect(!story.screen.lowercased().contains("doe"))
  story.press(.enter)
  #expect(story.state.browsing.filter == "doe")
  story.type("Z/")
  #expect(story.state.prompt?.text == "doe")
}

@Test func aHistoryThatIsNoFileIsNeitherReadNorWaitedFor() throws {
  let folder = try TemporaryFolder()
  let pipe = folder.file("pipe")
  #expect(mkfifo(pipe, 0o600) == 0)
  #expect(HistoryFile.read(from: pipe).isEmpty)
  #expect(!HistoryFile.append("slab 5", to: pipe))
  try "secret\n".write(toFile: folder.file("other"), atomically: true, encoding: .utf8)
  symlink(folder.file("other"), folder.file("link"))
  #expect(HistoryFile.read(from: folder.file("link")).isEmpty)
  #expect(!HistoryFile.append("slab 5", to: folder.file("link")))
  #expect(try String(contentsOfFile: folder.file("other"), encoding: .utf8) == "secret\n")
}

@Test func theHistoryIsKeptForItsOwnerAlone() throws {
  let folder = try TemporaryFolder()
  let path = folder.path + "/state/spinetui/history"
  #expect(HistoryFile.append("slab 5", to: path))
  #expect(HistoryFile.append("w 40 400", to: path))
  #expect(HistoryFile.read(from: path) == ["slab 5", "w 40 400"])
  let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  #expect(mode == 0o600)
  // A line that someone else wrote can steer no terminal.
  #expect(HistoryFile.append("a\u{1B}[2Jb", to: path))
  #expect(HistoryFile.read(from: path).last == "a[2Jb")
  #expect(HistoryFile.read(from: folder.path + "/none").isEmpty)
}

@Test func aLongHistoryIsShortened() throws {
  let folder = try TemporaryFolder()
  let path = folder.path + "/history"
  let line = String(repeating: "x", count: 900)
  for n in 0..<200 { HistoryFile.append("\(n) \(line)", to: path) }
  let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
  #expect((size ?? .max) <= 140_000)
  #expect(HistoryFile.read(from: path).last?.hasPrefix("199 ") == true)
}

@Test func theFooterSaysWhatACommandTakes() {
  var story = opened()
  story.type(":goto")
  #expect(story.screen.contains("goto X Y Z"))
}

@Test(arguments: [
  ("goto 5 6 120", Position(5, 6, 120)), ("goto L5 P6 S120", Position(5, 6, 120)),
  ("goto S 120 R 5 A 3", Position(-5, -3, 120)), ("voxel 3 4 5", Position(-17, -6, 110)),
])
func aPositionIsTyped(command: String, position: Position) {
  var story = opened()
  story.type(":" + command)
  story.press(.enter)
  #expect((story.viewing.cursor - position).length < 1e-9, "\(story.said)")
}

@Test(arguments: [
  ("goto 1 2", "three numbers"), ("goto 1 2 999", "outside the scan"), ("goto L1 L2 S3", "three"),
  ("goto L1 P2 Snan", "three"), ("voxel 40 0 0", "0 to 39"), ("voxel 1 2", "0 to 19"),
  ("zoom 0.5", "from 1 to 16"), ("fps 0", "1 to 60"), ("cine up", "bounce"),
  ("measure all", "clear"), ("interpolation cubic", "nearest"),
])
func aPositionThatCannotBeSaysWhatCan(command: String, sentence: String) {
  var story = opened()
  let before = story.viewing.cursor
  story.type(":" + command)
  story.press(.enter)
  #expect(story.said.contains(sentence), "\(story.said)")
  #expect(story.viewing.cursor == before)
}
