import Foundation
import Testing

@testable import SpineTUI

extension FullScreenTests {
  /// On every way out the shell gets its terminal back as it was.
  @Suite struct Ending {
    /// The terminal before the program, and whether it is the same after.
    private struct Before {
      let settings: String
      let modes: String

      init(_ terminal: FakeTerminal) {
        settings = ScreenModel(columns: 80, rows: 24).settings
        modes = terminal.line.modesAtFirst
      }

      func expectRestored(_ terminal: FakeTerminal) async throws {
        try await terminal.wait("the shell's terminal (\(settings))") {
          $0.screen.settings == settings && $0.line.modes == modes
        }
        #expect(terminal.screen.lines[0].hasPrefix("$ the shell's last line"))
        #expect(
          terminal.screen.pictureCellsLeftBehind == 0, "something of the scan was left behind")
        // An answer on the command line would be echoed.
        #expect(!terminal.screen.text.contains("^["))
        #expect(terminal.line.children().isEmpty)
      }
    }

    private func start(
      answers: TerminalAnswers = TerminalAnswers()
    ) async throws -> (Viewer, Before) {
      let viewer = try await Viewer.start(answers: answers, opens: false)
      let before = Before(viewer.terminal)
      try await viewer.open()
      #expect(viewer.terminal.line.modes != before.modes)
      #expect(viewer.terminal.screen.modes.isSuperset(of: [1049, 2004]))
      return (viewer, before)
    }

    @Test(arguments: ["qq", ":q\r", "\u{3}", "?\u{3}"])
    func theKeysThatQuit(keys: String) async throws {
      let (viewer, before) = try await start()
      viewer.terminal.type(keys)
      #expect(try await viewer.waitForExit() == 0)
      try await before.expectRestored(viewer.terminal)
    }

    @Test func quittingBeforeAnyPicture() async throws {
      let viewer = try await Viewer.start(opens: false)
      let before = Before(viewer.terminal)
      try await viewer.terminal.wait("the list") { $0.screen.text.contains("32×32") }
      viewer.terminal.type("q")
      #expect(try await viewer.waitForExit() == 0)
      try await before.expectRestored(viewer.terminal)
    }

    @Test func answersOnTheirWayDoNotReachTheShell() async throws {
      let (viewer, before) = try await start(answers: TerminalAnswers(delay: 0.2...0.2))
      viewer.terminal.type("jjjqq")
      #expect(try await viewer.waitForExit() == 0)
      try await Task.sleep(for: .milliseconds(300))
      try await before.expectRestored(viewer.terminal)
    }

    @Test(arguments: [(SIGTERM, 143), (SIGHUP, 129), (SIGINT, 130), (SIGQUIT, 131)])
    func aSignalToTheProgram(signal: Int32, status: Int) async throws {
      let (viewer, before) = try await start()
      kill(viewer.terminal.line.process, signal)
      #expect(try await viewer.waitForExit() == Int32(status))
      try await before.expectRestored(viewer.terminal)
    }

    @Test(arguments: [
      (SIGSEGV, 139, "SIGSEGV"), (SIGABRT, 134, "SIGABRT"), (SIGILL, 132, "SIGILL"),
      (SIGKILL, 137, "memory runs out"), (SIGTERM, 143, "SIGTERM"),
    ])
    func aCrashIsExplainedByTheParent(signal: Int32, status: Int, word: String) async throws {
      let (viewer, before) = try await start()
      kill(try await viewer.worker(), signal)
      #expect(try await viewer.waitForExit() == Int32(status))
      try await before.expectRestored(viewer.terminal)
      try await viewer.terminal.wait("the parent's sentence") { $0.screen.text.contains(word) }
    }

    @Test func aCrashInTheMiddleOfAPicture() async throws {
      let (viewer, before) = try await start()
      let worker = try await viewer.worker()
      // The line's buffer is smaller than a picture: what does not fit waits for the terminal.
      viewer.terminal.setReading(false)
      viewer.terminal.type("j")
      try await Task.sleep(for: .milliseconds(300))
      kill(worker, SIGKILL)
      try await Task.sleep(for: .milliseconds(100))
      viewer.terminal.setReading(true)
      #expect(try await viewer.waitForExit() == 137)
      try await before.expectRestored(viewer.terminal)
    }

    @Test func aTerminalThatTakesNothingCannotKeepTheProgramAlive() async throws {
      let (viewer, _) = try await start()
      viewer.terminal.setReading(false)
      viewer.terminal.type("jjj")
      try await Task.sleep(for: .milliseconds(100))
      let start = ContinuousClock.now
      kill(viewer.terminal.line.process, SIGTERM)
      #expect(try await viewer.waitForExit() == 143)
      // Half a second now and then, not at each line of the screen.
      #expect(ContinuousClock.now - start < .seconds(8))
    }

    @Test func aLineThatIsGoneEndsTheProgramAlsoWhereHangUpsAreIgnored() async throws {
      let program = try #require(Program.path)
      let viewer = Viewer(
        terminal: try FakeTerminal(
          [
            "/bin/bash", "-c", "trap '' HUP; \"$@\"; true", "shell", program, "view", "--list",
            try NumberedVolume.path.get(),
          ], environment: Viewer.environment, columns: 160, rows: 48))
      try await viewer.open()
      let parent = try #require(viewer.terminal.line.children().first)
      let child = try #require(viewer.terminal.line.children(of: parent).first)
      viewer.terminal.hangUp()
      try await viewer.terminal.wait("the end of both") { _ in
        kill(child, 0) != 0 && kill(parent, 0) != 0
      }
    }

    @Test func withoutItsParentTheProgramRestoresTheTerminalItself() async throws {
      let (viewer, before) = try await start()
      let worker = try await viewer.worker()
      kill(viewer.terminal.line.process, SIGKILL)
      try await viewer.terminal.wait("the end of both") { _ in kill(worker, 0) != 0 }
      try await before.expectRestored(viewer.terminal)
    }
  }
}
