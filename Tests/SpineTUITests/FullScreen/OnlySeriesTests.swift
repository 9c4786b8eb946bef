import Testing

@testable import SpineTUI

extension FullScreenTests {
  /// One series needs no choosing.
  @Suite struct OnlySeries {
    @Test func isOpenedAtOnceAndTheListIsOneKeyAway() async throws {
      let viewer = try await Viewer.start(opens: false, lists: false)
      try await viewer.terminal.wait("a picture without a key") { _ in
        viewer.slice != nil && viewer.shownSlice == viewer.slice
      }
      viewer.terminal.type("\t")
      try await viewer.terminal.wait("the list") { $0.screen.text.contains("32×32") }
    }
  }
}
