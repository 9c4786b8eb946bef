import Foundation
import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// What a real terminal emulator makes of the program's bytes.
@Suite(
  .enabled(
    if: XDisplay.missing.isEmpty,
    "not installed: \(XDisplay.missing.joined(separator: ", "))"))
struct XtermTests {
  private static let columns = 100
  private static let rows = 36

  /// Quarters of the picture that are bright, as seen on the screen.
  private struct Quarters: Equatable, CustomStringConvertible {
    var topLeft = false
    var topRight = false
    var bottomLeft = false
    var bottomRight = false

    var description: String {
      "\(topLeft ? "█" : "·")\(topRight ? "█" : "·")/\(bottomLeft ? "█" : "·")\(bottomRight ? "█" : "·")"
    }
  }

  /// The patient's right upper quarter is bone, and the left posterior lower eighth; the rest is air. So
  /// every first and last slice but two looks different.
  private func volume() throws -> String {
    let side = 48
    let geometry = VolumeGeometry(
      dimensions: [side, side, side],
      affine: Affine(i: [1, 0, 0], j: [0, 1, 0], k: [0, 0, 1], origin: [-23.5, -23.5, -23.5]))
    let volume = try makeVolume(geometry) { p in
      // LPS: left, posterior and superior are positive.
      let isQuarter = p.x < 0 && p.z > 0
      let isEighth = p.x > 0 && p.y > 0 && p.z < 0
      return isQuarter || isEighth ? 1500 : -1000
    }
    let path = NSTemporaryDirectory() + "spinetui-eighths-\(getpid()).nii.gz"
    try NIfTIWriter.write(volume, to: path)
    return path
  }

  private func xterm(_ display: XDisplay, _ command: [String]) throws -> PseudoTerminal {
    let resources = [
      "*decTerminalID: vt340", "*numColorRegisters: 256", "*internalBorder: 0",
      "*maxGraphicSize: 2000x2000", "*scrollBar: false",
    ]
    return try XDisplay.start(
      "xterm",
      ["-ti", "vt340", "-geometry", "\(Self.columns)x\(Self.rows)+0+0", "-bg", "black"]
        + ["-fg", "white"] + resources.flatMap { ["-xrm", $0] } + ["-e"] + command,
      environment: display.environment)
  }

  @Test func picturesStandTheRightWayRoundInXterm() async throws {
    let program = try #require(Program.path)
    let display = try await XDisplay(width: 1400, height: 1000)
    let xterm = try xterm(display, [program, "view", "--list", try volume()])

    var size: (width: Int, height: Int)?
    try await wait("xterm's window, \(status(of: xterm, display))") {
      size = try display.focusedWindow(of: "xterm")
      return size != nil
    }
    let window = try #require(size)
    let cell = (width: window.width / Self.columns, height: window.height / Self.rows)
    // All but a panel of 27 columns, the title and two rows at the bottom; the cube's slices are square.
    let (width, height) = (73 * cell.width, 33 * cell.height / 6 * 6)
    let quarter = min(width, height) / 4

    func quarters() throws -> Quarters {
      let screen = try display.capture()
      func isBright(_ x: Int, _ y: Int) -> Bool {
        screen.brightness(x: width / 2 + x, y: cell.height + height / 2 + y) > 128
      }
      return Quarters(
        topLeft: isBright(-quarter, -quarter), topRight: isBright(quarter, -quarter),
        bottomLeft: isBright(-quarter, quarter), bottomRight: isBright(quarter, quarter))
    }
    /// Presses keys that lead to one view from wherever they are pressed, again when it does not come: a window that
    /// loses the keyboard's focus on a busy machine loses keys.
    func expect(_ expected: Quarters, _ what: String, after keys: String...) async throws {
      var seen = Quarters()
      var tries = 0
      try await wait("\(what): \(expected), not \(seen)") {
        if tries % 100 == 0 { try display.press(keys, in: "xterm") }
        tries += 1
        seen = try quarters()
        return seen == expected
      }
    }

    // Opened when the list is there: Enter before would open nothing.
    try await wait("an open image") {
      try display.press(["Return"], in: "xterm")
      return try quarters() != Quarters()
    }
    // The patient's right on the left, anterior or superior at the top; sagittal: anterior on the left.
    try await expect(
      Quarters(topLeft: true, bottomLeft: true), "the most cranial slice", after: "a", "Home")
    // The middle of an odd number of columns lies in the middle of a cell: only pixels can show an edge there.
    let screen = try display.capture()
    let middle = (x: width / 2, y: cell.height + height / 2 + quarter)
    #expect(screen.brightness(x: middle.x - 2, y: middle.y, radius: 1) > 128)
    #expect(screen.brightness(x: middle.x + 2, y: middle.y, radius: 1) < 128)
    try await expect(Quarters(bottomRight: true), "the most caudal slice", after: "a", "End")
    try await expect(
      Quarters(topLeft: true, topRight: true), "the right-most slice", after: "s", "Home")
    try await expect(Quarters(topLeft: true), "the most anterior slice", after: "c", "Home")
    try await expect(
      Quarters(topLeft: true, bottomRight: true), "the most posterior slice", after: "c", "End")
    try display.press(["ctrl+c"], in: "xterm")
    try await wait("the end of xterm") { xterm.exitStatus() != nil }
  }

  private func status(of xterm: PseudoTerminal, _ display: XDisplay) -> String {
    "exit status \(xterm.exitStatus().map(String.init) ?? "none"); \(display.complaints(of: xterm))"
  }

  private func wait(
    _ what: @autoclosure () -> String, until condition: () throws -> Bool
  ) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !condition() {
      guard ContinuousClock.now < deadline else { throw TerminalTestError("waited for \(what())") }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
