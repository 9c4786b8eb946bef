import Foundation
import Testing

@testable import SpineTUI

extension FullScreenTests {
  @Suite struct Answers {
    @Test func aTerminalThatNeverAnswersIsUsableInHalfBlocks() async throws {
      let viewer = try await Viewer.start(answers: TerminalAnswers(isSilent: true))
      viewer.terminal.type("gg")
      try await viewer.waitForSlice(1)
      viewer.terminal.type("jjj")
      try await viewer.waitForSlice(4)
      #expect(viewer.terminal.screen.pictures.isEmpty)
      #expect(viewer.terminal.screen.halfBlocksDrawn > 1000)
      viewer.terminal.type("qq")
      #expect(try await viewer.waitForExit() == 0)
    }

    @Test(arguments: [[63, 1, 2, 6, 22], [4, 6], [62, 22], [64, 14, 40, 44]])
    func withoutExactlyFourAmongTheAbilitiesNoSixelIsSent(attributes: [Int]) async throws {
      let viewer = try await Viewer.start(answers: TerminalAnswers(attributes: attributes))
      viewer.terminal.type("gg")
      try await viewer.waitForSlice(1)
      #expect(viewer.terminal.screen.pictures.isEmpty)
      #expect(viewer.terminal.screen.halfBlocksDrawn > 1000)
      #expect(viewer.terminal.screen.strange == [])
    }

    @Test func picturesBecomeSixelsWhenTheAnswersComeLate() async throws {
      let viewer = try await Viewer.start(answers: TerminalAnswers(delay: 1.2...1.2))
      try await viewer.terminal.wait("a sixel picture") { !$0.screen.pictures.isEmpty }
      try await viewer.terminal.wait("its number") { _ in viewer.shownSlice == viewer.slice }
      #expect(viewer.terminal.screen.halfBlocksDrawn > 0)
    }

    @Test func theAbilitiesCountAlthoughTheLastAnswerGotLost() async throws {
      // Of the first answers the twelfth, where the cursor is, comes last.
      let viewer = try await Viewer.start(answers: TerminalAnswers(loses: { $0 == 12 || $0 == 13 }))
      try await viewer.terminal.wait("a sixel picture") { !$0.screen.pictures.isEmpty }
    }

    /// Junk that a line may carry: half sequences, strings of other programs, control bytes.
    private static let junk = Array(
      "\u{1B}[?\u{1B}]11;rgb:0/0/0\u{7}\u{1B}[>41;379;0c\u{1B}P>|XTerm(379)\u{1B}\\\u{1B}[8;49;120t\u{1B}[I"
        .utf8)

    @Test(arguments: [
      TerminalAnswers(pauseBetweenBytes: 0.002), TerminalAnswers(delay: 0.3...0.6, junk: junk),
      TerminalAnswers(junk: junk, pauseBetweenBytes: 0.003),
    ])
    func noByteOfAnAnswerBecomesAKey(answers: TerminalAnswers) async throws {
      let viewer = try await Viewer.start(answers: answers)
      viewer.terminal.type("gg")
      try await viewer.waitForSlice(1)
      for number in 2...4 {
        viewer.terminal.type("j")
        try await viewer.waitForSlice(number)
      }
      // A change of size asks all questions again.
      try viewer.terminal.resize(columns: 150, rows: 45)
      try await viewer.terminal.wait("a picture for the new window") {
        $0.screen.pictures.last.map { $0.height <= 42 * 20 } ?? false
      }
      viewer.terminal.type("j")
      try await viewer.waitForSlice(5)
      let line = viewer.terminal.screen.lines[43]
      #expect(line.contains("bone 350/2000"))
      #expect(!viewer.terminal.screen.text.contains("Keys"))
    }

    @Test func anAcknowledgementMayComeByteByByteWithLongPauses() async throws {
      let viewer = try await Viewer.start()
      viewer.terminal.changeAnswers { $0.pauseBetweenBytes = 0.12 }
      for number in 129...132 {
        viewer.terminal.type("j")
        try await viewer.waitForSlice(number)
      }
      #expect(viewer.terminal.screen.lines[46].contains("bone 350/2000"))
    }

    @Test func anEscapeKeyIsAnEscapeKey() async throws {
      let viewer = try await Viewer.start()
      viewer.terminal.type("w")
      try await viewer.terminal.wait("the window mode") {
        $0.screen.lines[46].contains("Window bone")
      }
      viewer.terminal.type("\u{1B}")
      try await viewer.terminal.wait("the image's own line") { _ in viewer.slice != nil }
    }

    @Test func theModelThatIsNotThereIsMissedInWords() async throws {
      let viewer = try await Viewer.start(options: ["--model", "/no/such/model"])
      viewer.terminal.type("p")
      try await viewer.terminal.wait("the reason") {
        $0.screen.lines[46].contains("/no/such/model is no model package")
      }
      viewer.terminal.type("j")
      try await viewer.waitForSlice(129)
    }
  }
}
