/// One row of the table of typed commands: name, arguments, help, and what it means. Parsing,
/// completion, the help and docs/keys.md are made of these rows.
struct TypedCommand: Sendable {
  typealias Parse = @Sendable (_ words: [String], State) throws(TypedCommandError) -> Action

  /// What is typed first, all spellings; none for the row of bare numbers.
  var names: [String]
  /// The whole command in every form that may be typed: "w CENTRE WIDTH", "w NAME".
  var usage: [String]
  var help: String
  /// What may follow the name, for completion.
  var candidates: @Sendable (State) -> [String] = { _ in [] }
  /// The words behind the name (a bare number's word itself), turned into an action.
  var parse: Parse

  /// "`:143` `:+10`", as docs/keys.md shows it.
  var usageNames: String {
    // A bar would end the table's cell.
    usage.map { "`:\($0.replacing("|", with: "\\|"))`" }.joined(separator: " ")
  }

  /// All of them, in the order of the help.
  static let table: [TypedCommand] =
    scrollingCommands + positionCommands + windowCommands + samplingCommands + measuringCommands
    + cineCommands + browsingCommands + appCommands

  /// What `text` means; nil where nothing was typed.
  static func parse(_ text: String, in state: State) throws(TypedCommandError) -> Action? {
    let words = text.split(separator: " ").map(String.init)
    guard let name = words.first else { return nil }
    if let command = table.first(where: { $0.names.contains(name) }) {
      return try command.parse(Array(words.dropFirst()), state)
    }
    guard Self.isNumber(name), let bare = table.first(where: \.names.isEmpty) else {
      throw .unknown(name)
    }
    return try bare.parse(words, state)
  }

  private static func isNumber(_ word: String) -> Bool {
    let digits = word.drop { $0 == "+" || $0 == "-" || $0 == "−" }
    return !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
  }
}

/// Why a typed command cannot be done.
enum TypedCommandError: Error, Equatable, CustomStringConvertible {
  case unknown(String)
  /// What would be allowed, in a sentence.
  case refused(String)

  static let noImage = refused("No image is open")

  var description: String {
    switch self {
    case .unknown(let word):
      "No command “\(word)”: a slice number, +n, −n, "
        + TypedCommand.table.compactMap(\.names.first).joined(separator: ", ")
    case .refused(let sentence): sentence
    }
  }
}

/// A number as people type it: the minus sign may be a real one.
func typedNumber(_ word: String) -> Double? {
  Double(word.replacing("−", with: "-"))
}
