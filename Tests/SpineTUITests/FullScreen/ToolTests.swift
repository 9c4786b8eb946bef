import Foundation
import TestSupport
import Testing

@testable import SpineTUI

extension FullScreenTests {
  /// Measuring, typing, the mouse and saving, through the terminal's own bytes.
  @Suite struct Tools {
    @Test func theWheelScrollsThePicture() async throws {
      let viewer = try await Viewer.start()
      let start = try #require(viewer.slice)
      viewer.terminal.type("\u{1B}[<65;20;20M\u{1B}[<65;20;20M")
      try await viewer.waitForSlice(start + 2)
      viewer.terminal.type("\u{1B}[<64;20;20M")
      try await viewer.waitForSlice(start + 1)
    }

    @Test func aClickReadsTheVoxel() async throws {
      let viewer = try await Viewer.start()
      viewer.terminal.type("\u{1B}[<0;40;20M\u{1B}[<0;40;20m")
      try await viewer.terminal.wait("HU in the status line") {
        $0.screen.lines.dropLast().last?.contains(" HU ") == true
      }
    }

    @Test func aDistanceStandsInThePanel() async throws {
      let viewer = try await Viewer.start()
      viewer.terminal.type("d\r\u{1B}[1;2C\r")
      // Voxels of 1 mm.
      try await viewer.terminal.wait("ten millimetres") {
        $0.screen.text.contains("1 distance") && $0.screen.text.contains("10.0 mm")
      }
      viewer.terminal.type("\u{1B}")
      try await viewer.terminal.wait("the image's keys") { $0.screen.text.contains("predict") }
    }

    @Test func aTypedCommandIsCompletedAndRememberedForTheNextSession() async throws {
      let folder = try TemporaryFolder()
      let environment = ["XDG_STATE_HOME": folder.path]
      let viewer = try await Viewer.start(environment: environment)
      viewer.terminal.type(":sl\t5\r")
      try await viewer.terminal.wait("the slab") { $0.screen.text.contains("slab 5 mm average") }
      viewer.terminal.type("qq")
      #expect(try await viewer.waitForExit() == 0)
      let history = folder.path + "/spinetui/history"
      #expect(try String(contentsOfFile: history, encoding: .utf8) == "slab 5\n")
      let second = try await Viewer.start(environment: environment)
      second.terminal.type(":\u{1B}[A")
      try await second.terminal.wait("the command of before") { $0.screen.text.contains(":slab 5") }
    }

    @Test func aPictureIsSavedWhereItSays() async throws {
      let folder = try TemporaryFolder()
      let viewer = try await Viewer.start(environment: ["XDG_DATA_HOME": folder.path])
      viewer.terminal.type("S")
      try await viewer.terminal.wait("where it is") { $0.screen.text.contains("Saved ") }
      let pictures = folder.path + "/spinetui/pictures"
      let files = try FileManager.default.contentsOfDirectory(atPath: pictures).sorted()
      #expect(files.map { ($0 as NSString).pathExtension } == ["json", "png"])
      #expect(viewer.terminal.screen.text.contains(files[1]))
      let folderMode =
        try FileManager.default.attributesOfItem(atPath: pictures)[.posixPermissions] as? Int
      #expect(folderMode == 0o700)
    }

    @Test func theHeaderOfANIfTIFileIsShown() async throws {
      let viewer = try await Viewer.start()
      viewer.terminal.type("t")
      try await viewer.terminal.wait("the fields") { $0.screen.text.contains("srow_x") }
      viewer.terminal.type("/pixdim\r")
      try await viewer.terminal.wait("one field") { !$0.screen.text.contains("srow_x") }
      viewer.terminal.type("t")
      try await viewer.terminal.wait("the picture again") { _ in viewer.shownSlice != nil }
    }
  }
}
