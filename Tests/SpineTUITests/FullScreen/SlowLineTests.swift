import Foundation
import Testing

@testable import SpineTUI

extension FullScreenTests {
  /// A key held down on a line whose buffers swallow everything. What it takes in seconds is
  /// Benchmarks/link's to tell; here is what must hold on any machine.
  @Suite struct SlowLine {
    /// A key held down for a second and a half, as keyboards repeat it.
    private func hold(_ key: String, on viewer: Viewer, times: Int = 45) async throws {
      for _ in 0..<times {
        viewer.terminal.type(key)
        try await Task.sleep(for: .milliseconds(33))
      }
    }

    /// Grey levels of a picture: the registers whose parts are equal.
    private func greys(_ stream: [UInt8]) -> Int {
      String(decoding: stream, as: UTF8.self).matches(of: /#\d+;2;(\d+);(\d+);(\d+)/)
        .count { $0.output.1 == $0.output.2 && $0.output.2 == $0.output.3 }
    }

    @Test(arguments: [
      (SimulatedLine.tenMegabit, 160, 48), (SimulatedLine.oneMegabit, 160, 48),
      (SimulatedLine.oneMegabit, 80, 24),
    ])
    func aHeldKeyLeavesNoBacklogAndEndsSharp(
      line: SimulatedLine, columns: Int, rows: Int
    ) async throws {
      let viewer = try await Viewer.start(
        columns: columns, rows: rows, over: line, volume: NumberedVolume.noisyPath)
      let terminal = viewer.terminal
      terminal.type("gg")
      try await viewer.waitForSlice(1)
      try await terminal.wait("a sharp picture") { isSharp($0.arrivals.last) }
      let whole = try #require(terminal.arrivals.last).stream.count
      terminal.forgetArrivals()
      try await hold("j", on: viewer)
      try await viewer.waitForSlice(46)
      try await terminal.wait("a sharp picture of the last slice") {
        isSharp($0.arrivals.last)
          && NumberedVolume.slice(inWords: $0.arrivals.last?.words ?? "") == 46
      }
      let arrivals = terminal.arrivals
      for arrival in arrivals {
        // Words and picture always tell the same slice, and what has fewer greys says so.
        #expect(
          NumberedVolume.slice(inWords: arrival.words)
            == NumberedVolume.slice(ofSixels: arrival.stream))
        #expect(arrival.words.contains("preview") == (greys(arrival.stream) <= 34))
      }
      #expect(arrivals.contains { $0.words.contains("preview") })
      // Three pictures at most, however much the buffers hold; a sharp one only where it goes alone.
      let largest = arrivals.dropLast().map(\.stream.count).max() ?? 0
      #expect(terminal.mostBytesUnderWay <= max(whole, 3 * largest) + 32_768)
      #expect(terminal.screen.strange == [])
    }

    @Test func aKeyThatComesFirstPutsTheSharpPictureOff() async throws {
      let viewer = try await Viewer.start(
        columns: 100, rows: 30, over: .oneMegabit, volume: NumberedVolume.noisyPath)
      let terminal = viewer.terminal
      try await terminal.wait("a sharp slice") { isSharpSlice($0.arrivals.last) }
      terminal.forgetArrivals()
      try await hold("j", on: viewer, times: 60)
      // While keys come, one after the other, everything is a preview but the picture before them.
      let arrivals = terminal.arrivals
      #expect(arrivals.count { isSharp($0) } <= 1)
      #expect(arrivals.count >= 4)
    }

    @Test func aKeyGivesUpTheSharpPictureThatIsOnItsWay() async throws {
      let viewer = try await Viewer.start(
        over: .oneMegabit, volume: NumberedVolume.noisyPath)
      let terminal = viewer.terminal
      try await terminal.wait("a sharp slice") { isSharpSlice($0.arrivals.last) }
      terminal.forgetArrivals()
      terminal.type("j")
      try await terminal.wait("a preview") { $0.arrivals.contains { !isSharp($0) } }
      // The sharp one takes a second.
      try await terminal.wait("the sharp picture's beginning") { $0.screen.isInString }
      terminal.type("j")
      try await viewer.waitForSlice(130)
      try await terminal.wait("a sharp picture") { isSharp($0.arrivals.last) }
      let sharp = terminal.arrivals.filter { isSharp($0) }
      #expect(sharp.map { NumberedVolume.slice(inWords: $0.words) } == [130])
      #expect(terminal.screen.strange == [])
    }

    @Test func onAFastLineNothingIsAPreview() async throws {
      let viewer = try await Viewer.start(volume: NumberedVolume.noisyPath)
      viewer.terminal.forgetArrivals()
      for number in 129...140 {
        viewer.terminal.type("j")
        try await viewer.waitForSlice(number)
      }
      #expect(!viewer.terminal.screen.text.contains("preview"))
    }

    /// Not the list's pictures.
    private func isSharpSlice(_ arrival: FakeTerminal.Arrival?) -> Bool {
      isSharp(arrival) && NumberedVolume.slice(inWords: arrival?.words ?? "") != nil
    }

    private func isSharp(_ arrival: FakeTerminal.Arrival?) -> Bool {
      arrival.map { !$0.words.contains("preview") } ?? false
    }
  }
}
