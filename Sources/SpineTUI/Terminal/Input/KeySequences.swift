/// The meaning of complete escape sequences.
///
/// Source: xterm's ctlseqs, "PC-Style Function Keys".
enum KeySequences {
  /// A key sent as `ESC O x` (application mode).
  static func ss3(_ final: UInt8) -> Key? { cursorKey(final, shift: false) }

  /// `CSI body final`: a key, an answer, or nil for what nobody asked for.
  ///
  /// - Parameter mouseCell: the size of a character cell while the mouse is reported in pixels.
  static func csi(_ body: [UInt8], final: UInt8, mouseCell: PixelSize? = nil) -> InputEvent? {
    let text = String(decoding: body, as: UTF8.self)
    if text.hasPrefix("<"), final == UInt8(ascii: "M") || final == UInt8(ascii: "m") {
      return MouseReport.sgr(text.dropFirst(), final: final, cell: mouseCell).map(InputEvent.mouse)
    }
    if let reply = ReplySequences.csi(text, final: final) { return .reply(reply) }
    guard let first = text.first else { return bare(final) }
    // Private sequences are no keys.
    guard first.isNumber || first == ";" else { return nil }
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    if final == UInt8(ascii: "~") { return tilde(numbers).map(InputEvent.key) }
    // The second number is 1 + modifiers, of which bit 0 is Shift.
    let shift = numbers.count > 1 && numbers[1] > 0 && (numbers[1] - 1) & 1 == 1
    return cursorKey(final, shift: shift).map(InputEvent.key)
  }

  private static func bare(_ final: UInt8) -> InputEvent? {
    switch final {
    case UInt8(ascii: "I"): .focus(true)
    case UInt8(ascii: "O"): .focus(false)
    case UInt8(ascii: "Z"): .key(.backtab)
    default: cursorKey(final, shift: false).map(InputEvent.key)
    }
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
}
