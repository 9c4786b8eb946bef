import Foundation
import Testing

@testable import SpineTUI

/// Where there is no terminal to draw on, the viewer says so.
@Suite struct RefusalTests {
  @Test func withoutATerminalTheViewerNamesTheCommandsForScripts() throws {
    let binary = try #require(Program.path)
    let outcome = try Program.run(binary, ["view", try NumberedVolume.path.get()])
    #expect(outcome.status == 69)
    #expect(outcome.errors.contains("needs a terminal"))
    #expect(outcome.errors.contains("spinetui list"))
    #expect(outcome.output.isEmpty)
  }

  @Test(arguments: ["dumb", ""])
  func aTerminalThatCannotPlaceTextIsRefusedInWords(type: String) async throws {
    let viewer = try await Viewer.start(environment: ["TERM": type], opens: false)
    #expect(try await viewer.waitForExit() == 69)
    try await viewer.terminal.wait("the reason") {
      $0.screen.text.contains("spinetui: ") && $0.screen.text.contains("TERM")
    }
    #expect(viewer.terminal.screen.settings == ScreenModel(columns: 80, rows: 24).settings)
  }

  @Test func anUnknownTerminalTypeIsTakenForXtermWithAWord() async throws {
    let viewer = try await Viewer.start(environment: ["TERM": "no-such-terminal"], opens: false)
    try await viewer.terminal.wait("the warning") {
      $0.screen.text.contains("no-such-terminal")
    }
    try await viewer.open()
  }
}
