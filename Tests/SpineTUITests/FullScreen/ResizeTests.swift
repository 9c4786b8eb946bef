import Foundation
import Testing

@testable import SpineTUI

extension FullScreenTests {
  @Suite struct Resizing {
    @Test func aNewSizeIsDrawnInFull() async throws {
      let viewer = try await Viewer.start()
      for (columns, rows) in [(80, 24), (200, 60), (40, 10), (100, 30)] {
        try viewer.terminal.resize(columns: columns, rows: rows)
        try await viewer.terminal.wait("a picture in \(columns)×\(rows)") {
          let screen = $0.screen
          guard let picture = screen.pictures.last else { return false }
          let isNew =
            picture.height > (rows - 6) * 20 - 6 && picture.height <= (rows - 3) * 20
            || picture.height > 994 && rows == 60
          return isNew && screen.lines[rows - 1].contains("j k slice")
            && viewer.slice == viewer.shownSlice
            && screen.lines[0].contains("RESEARCH USE ONLY")
        }
      }
      #expect(viewer.terminal.screen.linesScrolled == 0)
      #expect(viewer.terminal.screen.strange == [])
    }

    @Test(arguments: [(1, 1), (19, 6), (20, 7), (3, 200), (300, 2)])
    func aWindowTooSmallForPicturesIsSurvived(columns: Int, rows: Int) async throws {
      let viewer = try await Viewer.start()
      try viewer.terminal.resize(columns: columns, rows: rows)
      viewer.terminal.type("jjj")
      try await Task.sleep(for: .milliseconds(150))
      viewer.terminal.type("k")
      try viewer.terminal.resize(columns: 80, rows: 24)
      try await viewer.waitForSlice(130)
      #expect(viewer.terminal.screen.lines[0].contains("RESEARCH USE ONLY"))
    }

    @Test func aWindowThatStartsWithoutASizeGetsOneLater() async throws {
      let viewer = try await Viewer.start(columns: 1, rows: 1, opens: false)
      try viewer.terminal.resize(columns: 100, rows: 30)
      try await viewer.open()
    }

    @Test func aThousandChangesASecondAreSurvived() async throws {
      let viewer = try await Viewer.start()
      let worker = try await viewer.worker()
      let before = viewer.terminal.screen.pictures.count
      for step in 0..<1000 {
        if step % 10 == 0 {
          try viewer.terminal.resize(columns: 80 + step % 90, rows: 24 + step % 20)
        } else {
          kill(worker, SIGWINCH)
        }
        if step % 100 == 0 { viewer.terminal.type("j") }
        try await Task.sleep(for: .microseconds(500))
      }
      // Also while it went on something was drawn.
      #expect(viewer.terminal.screen.pictures.count > before)
      try viewer.terminal.resize(columns: 90, rows: 26)
      viewer.terminal.type("gg")
      try await viewer.waitForSlice(1)
      try await viewer.terminal.wait("the footer in the last row") {
        $0.screen.lines[25].contains("? keys") && $0.screen.pictures.last?.height == 456
      }
    }

    @Test func manyChangesInARowEndInTheLastSize() async throws {
      let viewer = try await Viewer.start()
      for step in 0..<30 {
        try viewer.terminal.resize(columns: 80 + 2 * step, rows: 24 + step / 2)
        try await Task.sleep(for: .milliseconds(7))
      }
      try viewer.terminal.resize(columns: 90, rows: 26)
      viewer.terminal.type("gg")
      try await viewer.waitForSlice(1)
      try await viewer.terminal.wait("the footer in the last row") {
        $0.screen.lines[25].contains("? keys") && $0.screen.pictures.last?.height == 456
      }
    }
  }
}
