/// A command typed behind the colon.
enum TypedCommand: Equatable, Sendable {
  case nothing
  /// `:143`, slices counted from 1.
  case slice(Int)
  /// `:+10`, `:-3`.
  case move(Int)
  /// `:w 350 2000`, centre and width in HU.
  case window(center: Double, width: Double)
  /// `:q`.
  case quit

  /// Beyond what any CT stores.
  private static let greatestHU = 100_000.0

  static func parse(_ text: String) throws(TypedCommandError) -> TypedCommand {
    let words = text.split(separator: " ").map(String.init)
    guard let first = words.first else { return .nothing }
    switch (first, words.count) {
    case ("q", 1): return .quit
    case ("w", 3):
      guard let center = Double(words[1]), let width = Double(words[2]),
        abs(center) <= greatestHU, 1...2 * greatestHU ~= width
      else { throw .window }
      return .window(center: center, width: width)
    case ("w", _): throw .window
    case (_, 1):
      guard let number = Int(first) else { throw .unknown(first) }
      return first.hasPrefix("+") || first.hasPrefix("-") ? .move(number) : .slice(number)
    default: throw .unknown(first)
    }
  }
}

/// Why a typed command cannot be done.
enum TypedCommandError: Error, Equatable, CustomStringConvertible {
  case unknown(String)
  case window

  var description: String {
    switch self {
    case .unknown(let word):
      "No command “\(word)”: a slice number, +n, −n, w CENTRE WIDTH, or q"
    case .window:
      "w takes a centre and a width of at least 1, both in HU and at most six digits: w 350 2000"
    }
  }
}
