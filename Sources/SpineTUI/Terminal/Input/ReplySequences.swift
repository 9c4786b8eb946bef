/// The terminal's answers, read strictly: whatever is not exactly one of them is none.
///
/// Sources: xterm's ctlseqs, "Device Status Report", "Device Attributes", "XTVERSION", "XTSMGRAPHICS", "DECRQM",
/// "DECRQSS", "Window manipulation", OSC 11; kitty's documentation, "The terminal graphics protocol".
enum ReplySequences {
  /// `CSI body final`.
  static func csi(_ body: String, final: UInt8) -> TerminalReply? {
    let text = body[...]
    switch (text.first, final) {
    case ("?", UInt8(ascii: "c")): return numbers(text.dropFirst()).map { .attributes($0) }
    case (">", UInt8(ascii: "c")): return numbers(text.dropFirst()).map { .secondaryAttributes($0) }
    case ("?", UInt8(ascii: "S")):
      guard let values = numbers(text.dropFirst()), values.count >= 2 else { return nil }
      return .graphics(item: values[0], status: values[1], values: Array(values.dropFirst(2)))
    case ("?", UInt8(ascii: "y")):
      guard text.hasSuffix("$"), let values = numbers(text.dropFirst().dropLast()),
        values.count == 2
      else { return nil }
      return .mode(values[0], state: values[1])
    case (_, UInt8(ascii: "R")):
      guard let values = numbers(text), values.count == 2, values[0] > 0, values[1] > 0
      else { return nil }
      return .cursor(row: values[0], column: values[1])
    case (_, UInt8(ascii: "t")): return windowReport(text)
    default: return nil
    }
  }

  /// The body of a DCS: XTVERSION, or DECRPSS for the graphic rendition.
  static func dcs(_ body: [UInt8]) -> TerminalReply? {
    guard body.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
    let text = String(decoding: body, as: UTF8.self)
    if text.hasPrefix(">|"), text.count <= 80 { return .version(String(text.dropFirst(2))) }
    guard text.hasPrefix("1$r"), text.hasSuffix("m") else { return nil }
    return .attributesInForce(String(text.dropFirst(3).dropLast()))
  }

  /// The body of an APC: `G i=NUMBER ; OK`, or an error's words in place of OK.
  static func apc(_ body: [UInt8]) -> TerminalReply? {
    guard body.first == UInt8(ascii: "G"), body.allSatisfy({ (0x20...0x7E).contains($0) })
    else { return nil }
    let parts = String(decoding: body.dropFirst(), as: UTF8.self)
      .split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let names = parts[0].split(separator: ",").filter { $0.hasPrefix("i=") }
    guard names.count == 1, let number = number(names[0].dropFirst(2)) else { return nil }
    return .kitty(number, String(parts[1]))
  }

  /// The body of an OSC: `11 ; rgb : RRRR / GGGG / BBBB`, one to four hexadecimal digits each.
  static func osc(_ body: [UInt8]) -> TerminalReply? {
    let text = String(decoding: body, as: UTF8.self)
    guard text.hasPrefix("11;rgb:") else { return nil }
    let parts = text.dropFirst("11;rgb:".count).split(
      separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    var colour = SIMD3<Double>()
    for (n, part) in parts.enumerated() {
      guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
        let value = UInt16(part, radix: 16)
      else { return nil }
      colour[n] = Double(value) / Double((1 << (4 * part.utf8.count)) - 1)
    }
    return .background(colour)
  }

  private static func windowReport(_ text: Substring) -> TerminalReply? {
    guard let values = numbers(text), values.count == 3, values[1] > 0, values[2] > 0
    else { return nil }
    switch values[0] {
    case 6: return .cellSize(width: values[2], height: values[1])
    case 4: return .textAreaSize(width: values[2], height: values[1])
    default: return nil
    }
  }

  /// Decimal numbers between semicolons; nil when there is anything else.
  private static func numbers(_ text: Substring) -> [Int]? {
    var numbers: [Int] = []
    for part in text.split(separator: ";", omittingEmptySubsequences: false) {
      guard let number = number(part) else { return nil }
      numbers.append(number)
    }
    return numbers.count <= 64 ? numbers : nil
  }

  /// No sign, no blank, nothing that a terminal could not mean.
  private static func number(_ text: Substring) -> Int? {
    guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(text)
  }
}
