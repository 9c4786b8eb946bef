import Imaging

/// What the user and the environment say about the terminal, before it has been asked anything.
struct TerminalSettings: Equatable, Sendable {
  /// TERM.
  var type = ""
  /// COLORTERM names 24-bit colour.
  var promisesTrueColour = false
  /// Colours that terminfo knows of for `type`; nil before it was asked.
  var terminfoColours: Int?
  var choice = RasterChoice.automatic
  /// SPINETUI_CELL: the size of a character cell, where the terminal is wrong about it.
  var cell: PixelSize?
  /// NO_COLOR: words and marks without colour.
  var refusesColour = false
  /// SPINETUI_NO_QUERY: for a terminal that is confused by questions.
  var asksNothing = false
  var isRemote = false
  var multiplexer: Multiplexer?

  /// - Throws: `SettingsError` for a variable that is set to what it cannot be.
  init(_ environment: [String: String], choice: RasterChoice? = nil) throws(SettingsError) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    type = environment["TERM"] ?? ""
    promisesTrueColour = ["truecolor", "24bit"].contains(environment["COLORTERM"])
    refusesColour = value("NO_COLOR") != nil
    asksNothing = value("SPINETUI_NO_QUERY") != nil
    isRemote = value("SSH_CONNECTION") != nil
    if let text = value("SPINETUI_CELL") { cell = try Self.cell(text) }
    if let choice {
      self.choice = choice
    } else if let text = value("SPINETUI_GRAPHICS") {
      guard let named = RasterChoice(rawValue: text) else { throw .graphics(text) }
      self.choice = named
    }
    multiplexer = Multiplexer.around(environment)
  }

  init() {}

  private static func cell(_ text: String) throws(SettingsError) -> PixelSize {
    let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let width = numbers[0], let height = numbers[1] else {
      throw .cell(text)
    }
    let cell = PixelSize(width: width, height: height)
    guard cell.isPossibleCell else { throw .cell(text) }
    return cell
  }
}

/// An environment variable that is set to what it cannot be.
enum SettingsError: Error, Equatable, CustomStringConvertible {
  case graphics(String)
  case cell(String)

  var description: String {
    switch self {
    case .graphics(let text):
      "SPINETUI_GRAPHICS is “\(DisplayText.safe(text))”; it can be "
        + RasterChoice.allCases.map(\.rawValue).joined(separator: ", ")
    case .cell(let text):
      "SPINETUI_CELL is “\(DisplayText.safe(text))”; it is WIDTHxHEIGHT of a character in pixels, such as 10x20"
    }
  }
}
