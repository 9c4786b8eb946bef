import Foundation
import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// The viewer at work in a fake terminal.
struct Viewer: Sendable {
  let terminal: FakeTerminal

  /// Starts the viewer on `NumberedVolume`, with the list first, and opens it unless told otherwise.
  static func start(
    columns: Int = 160, rows: Int = 48, answers: TerminalAnswers = TerminalAnswers(),
    over line: SimulatedLine? = nil, volume: Result<String, any Error> = NumberedVolume.path,
    options: [String] = [], environment: [String: String] = [:],
    opens: Bool = true, lists: Bool = true
  ) async throws -> Viewer {
    let program = try #require(Program.path)
    let viewer = Viewer(
      terminal: try FakeTerminal(
        [program, "view", try volume.get()] + options + (lists ? ["--list"] : []),
        environment: Self.environment.merging(environment) { $1 }, columns: columns, rows: rows,
        answers: answers, over: line))
    if opens { try await viewer.open() }
    return viewer
  }

  /// A terminal session as a login gives it, without what the caller's own terminal may have set.
  static let environment = [
    "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": NSTemporaryDirectory(), "SPINETUI_MODEL": "/no/model/here",
  ]

  /// From the list to the picture.
  func open() async throws {
    try await terminal.wait("the list") { $0.screen.text.contains("32×32") }
    terminal.type("\r")
    try await terminal.wait("a picture") { _ in slice != nil && shownSlice == slice }
  }

  /// The number in the status line.
  var slice: Int? { NumberedVolume.slice(inWords: terminal.screen.lines.dropLast().last ?? "") }

  /// The number of the slice whose picture is on the screen, read from its pixels.
  var shownSlice: Int? { NumberedVolume.slice(on: terminal.screen) }

  func waitForSlice(_ number: Int) async throws {
    try await terminal.wait("slice \(number) in words and in the picture") { _ in
      slice == number && shownSlice == number
    }
  }

  func waitForExit() async throws -> Int32 {
    try await terminal.wait("the end of the program") { $0.line.exitStatus() != nil }
    return try #require(terminal.line.exitStatus())
  }

  /// The program that draws; its parent watches over it.
  func worker() async throws -> pid_t {
    try await terminal.wait("the second stage") { !$0.line.children().isEmpty }
    return try #require(terminal.line.children().first)
  }
}

/// A volume each of whose slices shows its own number: eight stripes from the patient's right to the left, bone for a
/// one and air for a nought, the highest bit first.
enum NumberedVolume {
  static let side = 32
  static let slices = 256

  /// The file, made once.
  static let path = Result { try make(noisy: false) }
  /// The same with noise in the posterior half, which costs a line as much as a real scan.
  static let noisyPath = Result { try make(noisy: true) }

  private static func make(noisy: Bool) throws -> String {
    let geometry = VolumeGeometry(
      dimensions: [side, side, slices],
      affine: Affine(i: [1, 0, 0], j: [0, 1, 0], k: [0, 0, 1], origin: [-16, -16, -128]))
    var random = SplitMix64(seed: 9)
    let volume = try makeInt16Volume(geometry) { i, j, stored in
      if noisy, j > side * 11 / 20 { return Int16.random(in: -600...1300, using: &random) }
      // Paging starts at the head; z grows towards it.
      let number = slices - 1 - stored
      return number >> (7 - i / 4) & 1 == 1 ? 1500 : -1000
    }
    let path = NSTemporaryDirectory() + "spinetui-numbered-\(noisy)-\(getpid()).nii.gz"
    try NIfTIWriter.write(volume, to: path)
    return path
  }

  /// 129 in "Axial 129/256".
  static func slice(inWords text: String) -> Int? {
    text.firstMatch(of: /Axial (\d+)\/256/).flatMap { Int($0.output.1) }
  }

  /// The number, from 1, that the picture on `screen` tells.
  static func slice(on screen: ScreenModel) -> Int? {
    screen.lastPicture.isEmpty ? sliceOfHalfBlocks(screen) : sliceOfSixels(screen)
  }

  private static func sliceOfSixels(_ screen: ScreenModel) -> Int? {
    slice(ofSixels: screen.lastPicture)
  }

  /// The number, from 1, that a picture's stream tells.
  static func slice(ofSixels stream: [UInt8]) -> Int? {
    guard let picture = try? DecodedSixel(stream) else { return nil }
    return number(width: picture.width, height: picture.height) { x, y in
      picture.colour(x, y).green > 128
    }
  }

  /// The area of ▀ is the picture; a cell is about twice as tall as wide, and the slice is square.
  private static func sliceOfHalfBlocks(_ screen: ScreenModel) -> Int? {
    let rows = (0..<screen.rows).filter { row in
      screen.cells[row].filter { $0.character == "▀" }.count > screen.columns / 3
    }
    guard let top = rows.first, let bottom = rows.last else { return nil }
    let width = (screen.cells[top].lastIndex { $0.character == "▀" } ?? 0) + 1
    return number(width: width, height: 2 * (bottom - top + 1)) { x, y in
      isBright(screen.cells[top + y / 2][x].colour)
    }
  }

  private static func number(
    width: Int, height: Int, isBright: (_ x: Int, _ y: Int) -> Bool
  ) -> Int? {
    let side = Double(min(width, height))
    guard side >= 16 else { return nil }
    let bits = (0..<8).map { bit in
      // Above the middle, away from the letters.
      isBright(
        Int((Double(width) - side) / 2 + side * (Double(bit) + 0.5) / 8),
        Int(Double(height) / 2 - side * 0.2))
    }
    return bits.reduce(0) { 2 * $0 + ($1 ? 1 : 0) } + 1
  }

  /// "2;R;G;B", or "5;N" of the grey ramp and cube.
  private static func isBright(_ colour: String) -> Bool {
    let numbers = colour.split(separator: ";").compactMap { Int($0) }
    guard numbers.count >= 2 else { return false }
    return numbers[0] == 2 ? numbers[1] > 128 : numbers[1] == 231 || numbers[1] >= 244
  }
}
