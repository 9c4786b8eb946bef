import Foundation
import Testing

@testable import SpineTUI

extension FullScreenTests {
  @Suite struct Mouse {
    private static let modes: Set<Int> = [1000, 1002, 1006]

    @Test func theMouseIsAskedForAndGivenBack() async throws {
      let viewer = try await Viewer.start()
      #expect(viewer.terminal.screen.modes.isSuperset(of: Self.modes))
      #expect(!viewer.terminal.screen.modes.contains(1016))
      viewer.terminal.type("qq")
      #expect(try await viewer.waitForExit() == 0)
      // The terminal may read the last bytes after the program's end.
      try await viewer.terminal.wait("the modes as they were") { $0.screen.modes == [7, 25] }
    }

    @Test func aTerminalThatTellsPixelsIsAskedForThem() async throws {
      let viewer = try await Viewer.start(answers: TerminalAnswers(tellsMousePixels: true))
      try await viewer.terminal.wait("reports in pixels") { $0.screen.modes.contains(1016) }
      viewer.terminal.type("qq")
      #expect(try await viewer.waitForExit() == 0)
      // The terminal may read the last bytes after the program's end.
      try await viewer.terminal.wait("the modes as they were") { $0.screen.modes == [7, 25] }
    }

    @Test func theMouseCanBeLeftToTheTerminal() async throws {
      let viewer = try await Viewer.start(
        answers: TerminalAnswers(tellsMousePixels: true), options: ["--no-mouse"])
      viewer.terminal.type("j")
      try await viewer.waitForSlice(129)
      #expect(viewer.terminal.screen.modes.isDisjoint(with: Self.modes.union([1016])))
    }

    @Test func theWindowThatComesBackGetsItsPictureAgain() async throws {
      let viewer = try await Viewer.start()
      let before = viewer.terminal.screen.pictures.count
      viewer.terminal.type("\u{1B}[O\u{1B}[I")
      try await viewer.terminal.wait("the picture again") {
        $0.screen.pictures.count > before
      }
    }
  }
}
