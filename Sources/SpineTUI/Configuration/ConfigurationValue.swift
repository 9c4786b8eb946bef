/// A JSON value, as the configuration file holds it.
enum ConfigurationValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([ConfigurationValue])
  case object([String: ConfigurationValue])

  /// What a sentence calls it: "the number 3".
  var phrase: String {
    switch self {
    case .null: "null"
    case .bool(let value): String(value)
    case .number(let value): "the number \(value.short)"
    case .string(let value): "“\(value)”"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

extension Double {
  /// Without ".0" where it is whole.
  var short: String { Int(exactly: self).map(String.init) ?? String(self) }
}
