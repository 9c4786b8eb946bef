/// Reads JSON that may hold comments and trailing commas, and remembers on which line each key stands.
///
/// Source: RFC 8259. Foundation's decoder does not say where a mistake is, and takes a key that stands twice.
struct ConfigurationParser {
  struct Mistake: Error, Equatable {
    /// From 1.
    var line: Int
    var reason: String
  }

  /// Deeper than any configuration.
  private static let deepest = 16

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  /// The line of each key, by its path: "keys.image.axial".
  private(set) var lines: [String: Int] = [:]

  init(_ text: some Sequence<UInt8>) { bytes = Array(text) }

  /// The whole text, which is one object.
  mutating func object() throws(Mistake) -> [String: ConfigurationValue] {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw mistake("this is not UTF-8")
    }
    guard case .object(let object) = try value(path: "", depth: 0) else {
      throw mistake("a configuration is one object, { … }")
    }
    try skip()
    guard index == bytes.count else { throw mistake("nothing may follow the last }") }
    return object
  }

  // MARK: - Values

  private mutating func value(path: String, depth: Int) throws(Mistake) -> ConfigurationValue {
    guard depth < Self.deepest else { throw mistake("too many levels") }
    try skip()
    switch peek {
    case UInt8(ascii: "{"): return .object(try members(path: path, depth: depth))
    case UInt8(ascii: "["): return .array(try elements(path: path, depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case nil: throw mistake("the text ends where a value should stand")
    default: return try word()
    }
  }

  private mutating func members(
    path: String, depth: Int
  ) throws(Mistake) -> [String: ConfigurationValue] {
    var members: [String: ConfigurationValue] = [:]
    index += 1
    while true {
      try skip()
      if take("}") { return members }
      guard peek == UInt8(ascii: "\"") else {
        throw mistake("a name in quotes, or }, should stand")
      }
      let keyLine = line
      let name = try string()
      try skip()
      guard take(":") else { throw mistake("a colon should follow “\(name)”") }
      let place = path.isEmpty ? name : "\(path).\(name)"
      guard members[name] == nil else {
        throw Mistake(
          line: keyLine, reason: "\(place) stands twice, first on line \(lines[place] ?? 0)")
      }
      lines[place] = keyLine
      members[name] = try value(path: place, depth: depth + 1)
      try skip()
      guard take(",") || peek == UInt8(ascii: "}") else {
        throw mistake("a comma or } should follow \(place)")
      }
    }
  }

  private mutating func elements(path: String, depth: Int) throws(Mistake) -> [ConfigurationValue] {
    var elements: [ConfigurationValue] = []
    index += 1
    while true {
      try skip()
      if take("]") { return elements }
      elements.append(try value(path: path, depth: depth + 1))
      try skip()
      guard take(",") || peek == UInt8(ascii: "]") else {
        throw mistake("a comma or ] should follow in \(path)")
      }
    }
  }

  /// null, true, false or a number.
  private mutating func word() throws(Mistake) -> ConfigurationValue {
    let start = index
    while let byte = peek, !" \t\r\n,:{}[]\"/".utf8.contains(byte) { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    switch text {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: break
    }
    guard text.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil,
      let number = Double(text), number.isFinite
    else {
      throw mistake(text.isEmpty ? "a value should stand here" : "“\(text)” is no value")
    }
    return .number(number)
  }

  // MARK: - Strings

  private mutating func string() throws(Mistake) -> String {
    var result: [UInt8] = []
    index += 1
    while let byte = peek, byte >= 0x20 {
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"): result += try escape()
      default: result.append(byte)
      }
    }
    throw mistake("a text has no closing quote on its line")
  }

  /// What stands behind a backslash, as UTF-8.
  private mutating func escape() throws(Mistake) -> [UInt8] {
    guard let byte = peek else { throw mistake("a text has no closing quote on its line") }
    index += 1
    let simple: [UInt8: UInt8] = [
      0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D,
      0x74: 0x09,
    ]
    if let meant = simple[byte] { return [meant] }
    guard byte == UInt8(ascii: "u") else { throw mistake("\\ and this letter mean nothing") }
    var units = [try hexadecimal()]
    if (0xD800..<0xDC00).contains(units[0]), peek == UInt8(ascii: "\\") {
      index += 1
      guard take("u") else { throw mistake("half a surrogate pair") }
      units.append(try hexadecimal())
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw mistake("half a surrogate pair")
    }
    return Array(text.utf8)
  }

  private mutating func hexadecimal() throws(Mistake) -> UInt16 {
    let digits = bytes[index..<min(bytes.count, index + 4)]
    guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw mistake("\\u takes four hexadecimal digits") }
    index += 4
    return unit
  }

  // MARK: - Bytes

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  /// Over white space and comments.
  private mutating func skip() throws(Mistake) {
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        index += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
      case UInt8(ascii: "/"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(Mistake) {
    let begin = line
    switch bytes[(index + 1)...].first {
    case UInt8(ascii: "/"):
      while let byte = peek, byte != UInt8(ascii: "\n") { index += 1 }
    case UInt8(ascii: "*"):
      index += 2
      while !bytes[index...].starts(with: "*/".utf8) {
        guard let byte = peek else {
          throw Mistake(line: begin, reason: "this comment has no end")
        }
        if byte == UInt8(ascii: "\n") { line += 1 }
        index += 1
      }
      index += 2
    default: throw mistake("a comment begins with // or /*")
    }
  }

  private func mistake(_ reason: String) -> Mistake { Mistake(line: line, reason: reason) }
}
