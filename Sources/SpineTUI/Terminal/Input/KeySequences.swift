/// The meaning of complete escape sequences.
///
/// Source: xterm's ctlseqs, "PC-Style Function Keys", "Device Status Report", "Window manipulation".
enum KeySequences {
  /// A key sent as `ESC O x` (application mode).
  static func ss3(_ final: UInt8) -> Key? { cursorKey(final, shift: false) }

  /// `CSI body final`: a key, an answer, or nil for what nobody asked for.
  ///
  /// - Parameter mouseCell: the size of a character cell while the mouse is reported in pixels.
  static func csi(_ body: [UInt8], final: UInt8, mouseCell: PixelSize? = nil) -> InputEvent? {
    let text = String(decoding: body, as: UTF8.self)
    if text.hasPrefix("?") { return privateReply(text.dropFirst(), final).map(InputEvent.reply) }
    if text.hasPrefix("<"), final == UInt8(ascii: "M") || final == UInt8(ascii: "m") {
      return MouseReport.sgr(text.dropFirst(), final: final, cell: mouseCell).map(InputEvent.mouse)
    }
    if text.hasPrefix(">") || text.hasPrefix("=") || text.hasPrefix("<") { return nil }
    let numbers = numbers(text)
    switch final {
    case UInt8(ascii: "R"):
      guard numbers.count == 2 else { return nil }
      return .reply(.cursor(row: numbers[0], column: numbers[1]))
    case UInt8(ascii: "I") where body.isEmpty: return .focus(true)
    case UInt8(ascii: "O") where body.isEmpty: return .focus(false)
    case UInt8(ascii: "t"): return windowReply(numbers).map(InputEvent.reply)
    case UInt8(ascii: "Z"): return .key(.backtab)
    case UInt8(ascii: "~"): return tilde(numbers).map(InputEvent.key)
    default:
      // The second number is 1 + modifiers, of which bit 0 is Shift.
      let shift = numbers.count > 1 && (numbers[1] - 1) & 1 == 1
      return cursorKey(final, shift: shift).map(InputEvent.key)
    }
  }

  /// The body of a DCS: DECRPSS, the only string answer asked for.
  static func dcs(_ body: [UInt8]) -> TerminalReply? {
    let text = String(decoding: body, as: UTF8.self)
    guard text.hasPrefix("1$r"), text.hasSuffix("m") else { return nil }
    return .attributesInForce(String(text.dropFirst(3).dropLast()))
  }

  private static func cursorKey(_ final: UInt8, shift: Bool) -> Key? {
    switch final {
    case UInt8(ascii: "A"): shift ? .shiftUp : .up
    case UInt8(ascii: "B"): shift ? .shiftDown : .down
    case UInt8(ascii: "C"): shift ? .shiftRight : .right
    case UInt8(ascii: "D"): shift ? .shiftLeft : .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "M"): .enter
    default: nil
    }
  }

  private static func tilde(_ numbers: [Int]) -> Key? {
    switch numbers.first {
    case 1, 7: .home
    case 4, 8: .end
    case 3: .delete
    case 5: .pageUp
    case 6: .pageDown
    default: nil
    }
  }

  private static func privateReply(_ text: Substring, _ final: UInt8) -> TerminalReply? {
    switch final {
    case UInt8(ascii: "c"): return .attributes(numbers(text))
    case UInt8(ascii: "S"):
      let values = numbers(text)
      guard values.count >= 2 else { return nil }
      return .graphics(item: values[0], status: values[1], values: Array(values.dropFirst(2)))
    case UInt8(ascii: "y"):
      let values = numbers(text.hasSuffix("$") ? text.dropLast() : text)
      guard values.count == 2 else { return nil }
      return .mode(values[0], state: values[1])
    default: return nil
    }
  }

  private static func windowReply(_ numbers: [Int]) -> TerminalReply? {
    guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
    switch numbers[0] {
    case 6: return .cellSize(width: numbers[2], height: numbers[1])
    case 4: return .textAreaSize(width: numbers[2], height: numbers[1])
    default: return nil
    }
  }

  /// Numbers between semicolons; a blank or absurd one is 0.
  private static func numbers(_ text: some StringProtocol) -> [Int] {
    text.isEmpty
      ? [] : text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
  }
}
