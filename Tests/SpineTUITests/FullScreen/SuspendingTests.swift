import Foundation
import Testing

@testable import SpineTUI

extension FullScreenTests {
  /// Under a shell with job control, as Ctrl-Z needs one.
  @Suite struct Suspending {
    /// Runs the viewer as a job, says when it has stopped and with which modes, and brings it back.
    private static let script = """
      set -m; before=$(stty -g); "$@"; echo "left $?"
      [ "$before" = "$(stty -g)" ] && echo "modes as before"
      read -r line; fg >/dev/null; echo "ended $?"
      [ "$before" = "$(stty -g)" ] && echo "modes as at first"; read -r line
      """

    private func start(answers: TerminalAnswers = TerminalAnswers()) async throws -> Viewer {
      let program = try #require(Program.path)
      let viewer = Viewer(
        terminal: try FakeTerminal(
          [
            "/bin/bash", "-c", Self.script, "shell", program, "view", "--list",
            try NumberedVolume.path.get(),
          ],
          environment: Viewer.environment, columns: 100, rows: 30, answers: answers))
      try await viewer.open()
      return viewer
    }

    private func expectShellThenImage(_ viewer: Viewer) async throws {
      let terminal = viewer.terminal
      let shell = ScreenModel(columns: 80, rows: 24).settings
      try await terminal.wait("the shell") { $0.screen.text.contains("modes as before") }
      #expect(terminal.screen.settings == shell)
      // An answer on the command line would be echoed.
      try await Task.sleep(for: .milliseconds(300))
      #expect(!terminal.screen.text.contains("^["))
      #expect(
        terminal.screen.text.contains("left 148") || terminal.screen.text.contains("left 147"))
      let before = terminal.screen.pictures.count
      terminal.type("\n")
      try await terminal.wait("the image again") {
        $0.screen.pictures.count > before && viewer.slice != nil
      }
      #expect(terminal.screen.modes.isSuperset(of: [1049, 2004]))
      terminal.type("j")
      try await viewer.waitForSlice(129)
      terminal.type("qq")
      try await terminal.wait("the shell") { $0.screen.text.contains("modes as at first") }
      #expect(terminal.screen.settings == shell)
      #expect(terminal.screen.text.contains("ended 0"))
    }

    @Test func controlZGivesTheTerminalToTheShellAndComesBack() async throws {
      let viewer = try await start()
      viewer.terminal.type("\u{1A}")
      try await expectShellThenImage(viewer)
    }

    @Test func answersOnTheirWayDoNotReachTheShellThatControlZCalls() async throws {
      let viewer = try await start(answers: TerminalAnswers(delay: 0.2...0.2))
      viewer.terminal.type("jk\u{1A}")
      try await expectShellThenImage(viewer)
    }

    /// To the process that watches, or to the whole job, where each process tells the other too.
    @Test(arguments: [false, true])
    func aStopFromOutsideIsLikeControlZ(toTheJob: Bool) async throws {
      let viewer = try await start()
      let line = viewer.terminal.line
      let process = try #require(line.children().first)
      kill(toTheJob ? -process : process, SIGTSTP)
      try await expectShellThenImage(viewer)
    }

    /// Left to itself, curses ignores the signal while it draws.
    @Test func aStopIsNeverIgnoredAlsoWhileTheScreenIsDrawn() async throws {
      let viewer = try await Viewer.start()
      let status = "/proc/\(try await viewer.worker())/status"
      for _ in 0..<2000 {
        // The list of keys comes and goes, line by line.
        viewer.terminal.type("?")
        let text = try String(contentsOfFile: status, encoding: .utf8)
        let ignored = try #require(text.firstMatch(of: /SigIgn:\s*([0-9a-f]+)/)).output.1
        try #require(UInt64(ignored, radix: 16).map { $0 >> UInt64(SIGTSTP - 1) & 1 } == 0)
      }
    }

    @Test func whereNobodyCouldBringItBackTheProgramGoesOn() async throws {
      let viewer = try await Viewer.start()
      let before = viewer.terminal.screen.pictures.count
      viewer.terminal.type("\u{1A}")
      // Keys pressed on the way out are the shell's, and forgotten.
      try await viewer.terminal.wait("the image again") { $0.screen.pictures.count > before }
      viewer.terminal.type("j")
      try await viewer.waitForSlice(129)
      #expect(viewer.terminal.screen.modes.contains(1049))
    }
  }
}
