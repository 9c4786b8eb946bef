import Testing

@testable import SpineTUI

extension FullScreenTests {
  @Suite struct Scrolling {
    @Test func theLastKeyDecidesWhichSliceIsShownHoweverLateTheAnswersCome() async throws {
      let viewer = try await Viewer.start(answers: TerminalAnswers(delay: 0.05...0.2))
      viewer.terminal.type("gg")
      try await viewer.waitForSlice(1)
      let before = viewer.terminal.screen.pictures.count
      for _ in 0..<200 {
        viewer.terminal.type("j")
        try await Task.sleep(for: .milliseconds(4))
      }
      try await viewer.waitForSlice(201)
      // Slices were skipped, not queued: 200 pictures would take at least 3 s.
      #expect(viewer.terminal.screen.pictures.count - before < 150)
    }

    @Test func onASlowLineThreePicturesAreUnderWayAndNoMore() async throws {
      let viewer = try await Viewer.start(answers: TerminalAnswers(delay: 0.7...0.7))
      for _ in 0..<100 {
        viewer.terminal.type("j")
        try await Task.sleep(for: .milliseconds(25))
      }
      try await viewer.waitForSlice(228)
      #expect(viewer.terminal.mostOutstanding == 3)
    }

    @Test func keysThatArriveInOnePieceGiveOnePicture() async throws {
      let viewer = try await Viewer.start()
      viewer.terminal.type("gg")
      try await viewer.waitForSlice(1)
      let before = viewer.terminal.screen.pictures.count
      viewer.terminal.type(String(repeating: "j", count: 200))
      try await viewer.waitForSlice(201)
      // The line may have cut the piece in two.
      #expect(viewer.terminal.screen.pictures.count - before <= 3)
    }

    @Test func answersThatGetLostSlowThePicturesDownButNeverStopThem() async throws {
      let viewer = try await Viewer.start(
        answers: TerminalAnswers(loses: { $0 > 12 && $0 % 3 != 0 }))
      viewer.terminal.type("gg")
      try await viewer.waitForSlice(1)
      for number in 2...6 {
        viewer.terminal.type("j")
        try await viewer.waitForSlice(number)
      }
    }

    @Test func aTerminalThatStopsAnsweringIsDrawnOnByTheClock() async throws {
      let viewer = try await Viewer.start()
      viewer.terminal.changeAnswers { $0.isSilent = true }
      viewer.terminal.type("gg")
      try await viewer.waitForSlice(1)
      for number in 2...12 {
        viewer.terminal.type("j")
        try await viewer.waitForSlice(number)
      }
    }

    @Test func textAndPictureAlwaysTellTheSameSlice() async throws {
      let viewer = try await Viewer.start(answers: TerminalAnswers(delay: 0...0.02))
      try await viewer.terminal.wait("a sixel picture") { !$0.screen.pictures.isEmpty }
      for _ in 0..<40 {
        viewer.terminal.type("j")
        try await Task.sleep(for: .milliseconds(5))
        // Whenever the terminal has drawn a whole picture, its number is on the screen already.
        let screen = viewer.terminal.screen
        let words = try #require(screen.pictures.last?.words)
        #expect(NumberedVolume.slice(inWords: words) == NumberedVolume.slice(on: screen))
      }
      try await viewer.waitForSlice(168)
    }

    @Test func aPictureIsNotCutByAScrollingRegion() async throws {
      let viewer = try await Viewer.start()
      // As another program's message might set it.
      viewer.terminal.disturb("\u{1B}7\u{1B}[5;12r\u{1B}8")
      viewer.terminal.type("j")
      try await viewer.waitForSlice(129)
      #expect(viewer.terminal.screen.pictures.allSatisfy { $0.margins == nil })
    }

    @Test func rowsThatMoveInThePanelDoNotScrollThePicture() async throws {
      let viewer = try await Viewer.start()
      // One more line in the panel pushes those below down.
      for count in 1...4 {
        let before = viewer.terminal.screen.pictures.count
        viewer.terminal.type("i")
        try await viewer.terminal.wait("inversion \(count)") {
          $0.screen.pictures.count > before
            && $0.screen.text.contains("inverted") == (count % 2 == 1)
        }
      }
      #expect(viewer.terminal.screen.strange == [])
    }

    @Test func everyPictureEndsAboveTheLastRowAndNothingScrolls() async throws {
      let viewer = try await Viewer.start()
      for key in ["j", "s", "c", "a", "o", "o", "i", "\u{C}", "wl\r"] {
        let before = viewer.terminal.screen.pictures.count
        viewer.terminal.type(key)
        try await viewer.terminal.wait("a picture for \(key)") {
          $0.screen.pictures.count > before
        }
      }
      try viewer.terminal.resize(columns: 120, rows: 40)
      try await viewer.terminal.wait("a picture for the new window") {
        $0.screen.pictures.last.map { $0.height <= 37 * 20 } ?? false && viewer.slice != nil
      }
      let screen = viewer.terminal.screen
      #expect(screen.pictures.allSatisfy { $0.row + ($0.height + 19) / 20 < 47 })
      #expect(screen.pictures.allSatisfy { $0.height % 6 == 0 })
      #expect(screen.linesScrolled == 0)
      #expect(screen.strange == [])
    }
  }
}
