import Foundation
import Testing

@testable import SpineTUI

/// No picture stands under words that are not its own.
extension FullScreenTests {
  @Suite struct OldPictures {
    @Test func wherePicturesCannotBeMadeTheirPlaceIsEmpty() async throws {
      var answers = TerminalAnswers()
      answers.tellsCellSize = true
      answers.largestPicture = PixelSize(width: 100_000, height: 100_000)
      let viewer = try await Viewer.start(answers: answers)
      func showsPlace(_ screen: ScreenModel) -> Bool {
        screen.cells[10].prefix(100).contains { $0.character == Screen.pictureCharacter }
      }
      #expect(showsPlace(viewer.terminal.screen))
      // Wider than sixels are made for.
      viewer.terminal.changeAnswers { $0.cell.width = 120 }
      kill(try await viewer.worker(), SIGWINCH)
      try await viewer.terminal.wait("the reason") { $0.screen.text.contains("make it narrower") }
      #expect(!showsPlace(viewer.terminal.screen))
      viewer.terminal.type("j")
      try await viewer.terminal.wait("the next number") { $0.screen.text.contains("129/256") }
      #expect(!showsPlace(viewer.terminal.screen))
      viewer.terminal.changeAnswers { $0.cell.width = 10 }
      kill(try await viewer.worker(), SIGWINCH)
      try await viewer.terminal.wait("its picture") { _ in viewer.shownSlice == 129 }
      viewer.terminal.type("j")
      try await viewer.waitForSlice(130)
    }

    /// The window comes back, and before its picture is sent again the list is shown.
    @Test func noKittyPictureStaysOverTheList() async throws {
      var answers = TerminalAnswers()
      answers.attributes = [62, 22]
      answers.kitty = "OK"
      answers.version = "kitty(0.36.4)"
      let viewer = try await Viewer.start(columns: 100, rows: 24, answers: answers, opens: false)
      try await viewer.terminal.wait("the list") { $0.screen.text.contains("32×32") }
      viewer.terminal.type("\r")
      try await viewer.terminal.wait("the picture") {
        viewer.slice != nil && $0.screen.kittyPictures.count == 1
      }
      viewer.terminal.type("\u{1B}[I\t")
      try await viewer.terminal.wait("the list alone", seconds: 10) {
        $0.screen.text.contains("32×32") && $0.screen.kittyPictures.isEmpty
      }
      viewer.terminal.type("\r")
      try await viewer.terminal.wait("the picture again") { $0.screen.kittyPictures.count == 1 }
    }

    @Test func onALightBackgroundWordsAreDark() async throws {
      func colours(_ background: String) async throws -> Set<String> {
        var answers = TerminalAnswers()
        answers.background = background
        let viewer = try await Viewer.start(answers: answers)
        return Set(viewer.terminal.screen.cells.flatMap { $0 }.map(\.colour))
      }
      let title = { (isOnLight: Bool) in
        "5;\(Looks(isOnLight: isOnLight).look(.title, colours: 256).foreground)"
      }
      let light = try await colours("ffff/ffff/eeee")
      #expect(light.contains(title(true)) && !light.contains(title(false)))
      let dark = try await colours("1e1e/1e1e/2e2e")
      #expect(dark.contains(title(false)) && !dark.contains(title(true)))
    }
  }
}
