/// One setting that has a single value: a row of the configuration.
///
/// The command line's own option, where there is one, comes before it.
struct Setting<Value: Sendable>: Sendable {
  /// Its name in the file.
  var name: String
  /// The variable that comes before the file.
  var variable: String?
  /// What it does, one sentence.
  var help: String
  /// What may stand there: "a whole number from 1".
  var expected: String
  var standard: Value
  /// The value that a text means; nil when it means none.
  var parse: @Sendable (String) -> Value?
  /// The value as JSON.
  var json: @Sendable (Value) -> String
}

extension Setting where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// A setting that is one word of several.
  init(_ name: String, variable: String?, help: String, standard: Value) {
    self.init(
      name: name, variable: variable, help: help,
      expected: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
      standard: standard, parse: { Value(rawValue: $0) }, json: { "\"\($0.rawValue)\"" })
  }
}

extension Setting where Value == Bool {
  /// A setting that is on or off.
  init(_ name: String, variable: String?, help: String, standard: Bool) {
    self.init(
      name: name, variable: variable, help: help, expected: "true or false", standard: standard,
      parse: {
        ["true": true, "on": true, "1": true, "false": false, "off": false, "0": false][$0]
      },
      json: { String($0) })
  }
}

/// Where a value came from.
enum SettingSource: Equatable, Sendable, CustomStringConvertible {
  case standard
  case file
  case variable(String)

  var description: String {
    switch self {
    case .standard: "default"
    case .file: "file"
    case .variable(let name): name
    }
  }
}

/// Reads settings one after the other: the environment's value, else the file's, else the standard one.
struct SettingReader {
  /// What the file says that has not been read yet.
  private var unread: [String: ConfigurationValue]
  private let environment: [String: String]
  private(set) var entries: [Settings.Entry] = []
  var problems: ConfigurationProblems

  init(file: ConfigurationFile, environment: [String: String]) {
    unread = file.object
    problems = ConfigurationProblems(file)
    self.environment = environment
  }

  mutating func read<Value>(_ setting: Setting<Value>) -> Value {
    var value = setting.standard
    var source = SettingSource.standard
    switch unread.removeValue(forKey: setting.name) {
    case nil, .some(.null): break
    case let found?:
      if let text = found.scalarText, let parsed = setting.parse(text) {
        (value, source) = (parsed, .file)
      } else {
        problems.add(setting.name, "this is \(setting.expected), not \(found.phrase)")
      }
    }
    if let variable = setting.variable, let text = environment[variable], !text.isEmpty {
      if let parsed = setting.parse(text) {
        (value, source) = (parsed, .variable(variable))
      } else {
        problems.add(variable: variable, "this is \(setting.expected), not “\(text)”")
      }
    }
    entries.append(
      Settings.Entry(
        name: setting.name, value: setting.json(value), source: source, help: setting.help,
        expected: setting.expected, variable: setting.variable))
    return value
  }

  /// An object of the file, by its name.
  mutating func object(_ name: String) -> [String: ConfigurationValue] {
    switch unread.removeValue(forKey: name) {
    case nil, .some(.null): return [:]
    case .some(.object(let object)): return object
    case let found?:
      problems.add(name, "this is an object, not \(found.phrase)")
      return [:]
    }
  }

  /// What nothing has asked for is misspelt.
  mutating func finish(known: [String]) {
    for name in unread.keys.sorted() { problems.addUnknown(name, name, "setting", of: known) }
  }
}

extension ConfigurationValue {
  /// What a single value says, as the environment would say it.
  fileprivate var scalarText: String? {
    switch self {
    case .string(let text): text
    case .bool(let value): String(value)
    case .number(let value): value.short
    case .null, .array, .object: nil
    }
  }
}
