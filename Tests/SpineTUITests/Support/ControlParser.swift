/// Cuts what a program sends into characters, control sequences and strings, as a terminal does.
///
/// Source: ECMA-48, 5 and 8.3; CAN and SUB cancel a string, and ESC begins something new.
struct ControlParser: Sendable {
  enum Item {
    case character(Character)
    case control(UInt8)
    /// ESC and what follows, as "7" or "(B".
    case escape(String)
    case csi(String, final: Character)
    /// DCS, OSC, APC without ESC and ST: "P9;0;0q…".
    case string([UInt8])
    case cancelledString
  }

  private enum Mode { case ground, escape, csi, string, stringEscape }

  private var mode = Mode.ground
  private var held: [UInt8] = []
  private var utf8: [UInt8] = []

  var isInString: Bool { mode == .string || mode == .stringEscape }

  mutating func feed(_ byte: UInt8) -> Item? {
    switch mode {
    case .ground: return ground(byte)
    case .escape: return escape(byte)
    case .csi:
      guard byte >= 0x40 else {
        held.append(byte)
        return nil
      }
      mode = .ground
      return .csi(String(decoding: held, as: UTF8.self), final: Character(UnicodeScalar(byte)))
    case .string:
      switch byte {
      case 0x1B: mode = .stringEscape
      case 0x18, 0x1A:
        mode = .ground
        return .cancelledString
      default: held.append(byte)
      }
      return nil
    case .stringEscape:
      if byte == UInt8(ascii: "\\") {
        mode = .ground
        return .string(held)
      }
      mode = .escape
      held = []
      return escape(byte)
    }
  }

  private mutating func ground(_ byte: UInt8) -> Item? {
    if byte == 0x1B {
      mode = .escape
      held = []
      return nil
    }
    if byte < 0x20 { return .control(byte) }
    if byte < 0x80 { return .character(Character(UnicodeScalar(byte))) }
    utf8.append(byte)
    let needed = utf8[0] >= 0xF0 ? 4 : utf8[0] >= 0xE0 ? 3 : 2
    guard utf8.count == needed else { return nil }
    defer { utf8 = [] }
    return .character(String(decoding: utf8, as: UTF8.self).first ?? "?")
  }

  private mutating func escape(_ byte: UInt8) -> Item? {
    switch byte {
    case UInt8(ascii: "["): mode = .csi
    case UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "_"):
      mode = .string
      held = [byte]
    case 0x20...0x2F: held.append(byte)
    default:
      mode = .ground
      return .escape(String(decoding: held + [byte], as: UTF8.self))
    }
    return nil
  }
}
