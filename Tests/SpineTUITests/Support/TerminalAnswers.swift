@testable import SpineTUI

/// What a program asks its terminal.
enum TerminalQuestion: Sendable {
  /// CSI 6 n; the cursor's place at that moment, from 0, and the pictures drawn before.
  case cursor(row: Int, column: Int, pictures: Int)
  /// CSI 5 n: whether the terminal is well.
  case status
  case deviceAttributes
  case secondaryAttributes
  case version
  /// A picture that is asked about, not drawn: its number.
  case kitty(Int)
  case background
  case cellSize
  case textArea
  /// XTSMGRAPHICS: item and action (1 read, 3 set, 4 largest).
  case graphics(item: Int, action: Int, value: Int)
  case mode(Int)
  case attributesInForce(background: String)

  /// Nil for a sequence that asks nothing.
  init?(csi text: String, final: Character, row: Int, column: Int, pictures: Int) {
    let numbers = text.drop { $0 == "?" }.split { $0 == ";" || $0 == "$" }.map { Int($0) ?? 0 }
    switch (text, final) {
    case (">0", "q"):
      self = .version
      return
    case (">", "c"):
      self = .secondaryAttributes
      return
    default: break
    }
    switch (final, text.hasPrefix("?"), numbers.first ?? 0) {
    case ("n", false, 6): self = .cursor(row: row, column: column, pictures: pictures)
    case ("n", false, 5): self = .status
    case ("c", false, 0): self = .deviceAttributes
    case ("t", false, 16): self = .cellSize
    case ("t", false, 14): self = .textArea
    case ("S", true, let item) where numbers.count > 1:
      self = .graphics(item: item, action: numbers[1], value: numbers.count > 2 ? numbers[2] : 0)
    case ("p", true, let mode) where text.hasSuffix("$"): self = .mode(mode)
    default: return nil
    }
  }
}

/// How a terminal answers: as xterm 379 does as a VT340, unless told otherwise.
struct TerminalAnswers: Sendable {
  /// DA1.
  var attributes = [63, 1, 2, 4, 6, 9, 15, 16, 22]
  /// DA2; nil for a terminal that keeps it to itself.
  var secondary: [Int]? = [41, 379, 0]
  /// XTVERSION; nil for a terminal that does not know the question.
  var version: String? = "XTerm(379)"
  /// The answer to kitty's query; nil for none.
  var kitty: String?
  /// OSC 11.
  var background = "0000/0000/0000"
  var cell = PixelSize(width: 10, height: 20)
  var largestPicture = PixelSize(width: 1000, height: 1000)
  /// xterm keeps window reports to itself unless it is told otherwise.
  var tellsCellSize = false
  var synchronises = false
  /// Can tell the mouse's place in pixels (mode 1016).
  var tellsMousePixels = false
  /// Never answers, as a terminal that understands no question.
  var isSilent = false
  /// Seconds until an answer arrives, drawn for each.
  var delay: ClosedRange<Double> = 0...0
  /// Whether the nth answer gets lost.
  var loses: @Sendable (Int) -> Bool = { _ in false }
  /// Comes before each answer.
  var junk: [UInt8] = []
  /// Sends every byte by itself, this many seconds after the one before.
  var pauseBetweenBytes: Double?

  func reply(to question: TerminalQuestion, on screen: ScreenModel) -> String? {
    guard !isSilent else { return nil }
    let (columns, rows) = (screen.columns, screen.rows)
    switch question {
    case .cursor(let row, let column, _): return "\u{1B}[\(row + 1);\(column + 1)R"
    case .status: return "\u{1B}[0n"
    case .deviceAttributes:
      return "\u{1B}[?\(attributes.map(String.init).joined(separator: ";"))c"
    case .secondaryAttributes:
      return secondary.map { "\u{1B}[>\($0.map(String.init).joined(separator: ";"))c" }
    case .version: return version.map { "\u{1B}P>|\($0)\u{1B}\\" }
    case .kitty(let number): return kitty.map { "\u{1B}_Gi=\(number);\($0)\u{1B}\\" }
    case .background: return "\u{1B}]11;rgb:\(background)\u{1B}\\"
    case .cellSize: return tellsCellSize ? "\u{1B}[6;\(cell.height);\(cell.width)t" : nil
    case .textArea: return nil
    case .mode(let mode):
      let isKnown = mode == 2026 && synchronises || mode == 1016 && tellsMousePixels
      return "\u{1B}[?\(mode);\(!isKnown ? 0 : screen.modes.contains(mode) ? 1 : 2)$y"
    case .attributesInForce(let background): return "\u{1B}P1$r0;48;\(background)m\u{1B}\\"
    case .graphics(let item, let action, let value):
      guard attributes.dropFirst().contains(4) else { return "\u{1B}[?\(item);3S" }
      switch (item, action) {
      case (1, 3): return "\u{1B}[?1;0;\(value)S"
      case (1, _): return "\u{1B}[?1;0;1024S"
      case (2, 4): return "\u{1B}[?2;0;\(largestPicture.width);\(largestPicture.height)S"
      case (2, _): return "\u{1B}[?2;0;\(columns * cell.width);\(rows * cell.height)S"
      default: return "\u{1B}[?\(item);1S"
      }
    }
  }
}
