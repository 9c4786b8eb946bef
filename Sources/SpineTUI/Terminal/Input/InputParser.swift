/// Turns the terminal's bytes into keys, pastes and answers, however the line has cut them up.
///
/// Source: ECMA-48 (control sequences, control strings); xterm's ctlseqs (keys and reports).
struct InputParser {
  private enum Mode {
    case ground
    case escape
    case csi([UInt8])
    case ss3
    case string(ControlString)
    /// Its bytes are in `pasted`.
    case paste
    /// The three bytes of the oldest mouse report.
    case mouse([UInt8])
  }

  /// A DCS, OSC, APC, PM or SOS: swallowed up to ST, an OSC also up to BEL.
  private struct ControlString {
    var opener: UInt8
    /// The first bytes, enough for the one answer that comes this way.
    var head: [UInt8] = []
    var count = 0
    var sawEscape = false
  }

  private var mode = Mode.ground
  /// Of the paste under way the head, which is what a prompt takes, and a tail long enough to see its end.
  private var pasted: [UInt8] = []
  /// The size of a character cell while the terminal reports the mouse in pixels, else nil.
  var mouseCell: PixelSize?
  private var utf8 = UTF8Assembler()
  /// Longer than any answer we ask for; what exceeds it is noise, swallowed up to its end.
  private static let longestSequence = 256
  private static let longestPaste = 4096
  private static let pasteEnd = Array("\u{1B}[201~".utf8)

  /// A lone ESC, or a sequence cut short, waits for more bytes or for `flush()`.
  var isWaiting: Bool { if case .ground = mode { utf8.isWaiting } else { true } }

  /// ESC and nothing behind it: the Escape key, or the beginning of anything else.
  var isAtLoneEscape: Bool { if case .escape = mode { true } else { false } }

  mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
    var events: [InputEvent] = []
    for byte in bytes { step(byte, &events) }
    return events
  }

  /// No more bytes came for a while: a lone ESC was the Escape key, anything else was cut off by noise.
  mutating func flush() -> [InputEvent] {
    let wasEscape = isAtLoneEscape
    // A paste may be long and its line slow: only its end ends it.
    if case .paste = mode { return [] }
    mode = .ground
    utf8 = UTF8Assembler()
    return wasEscape ? [.key(.escape)] : []
  }

  private mutating func step(_ byte: UInt8, _ events: inout [InputEvent]) {
    switch mode {
    case .ground: ground(byte, &events)
    case .escape: escape(byte, &events)
    case .csi(let body): sequence(body, byte, &events)
    case .ss3:
      mode = .ground
      if let key = KeySequences.ss3(byte) { events.append(.key(key)) }
    case .string(let body): string(body, byte, &events)
    case .paste: paste(byte, &events)
    case .mouse(let body): mouse(body + [byte], &events)
    }
  }

  private mutating func ground(_ byte: UInt8, _ events: inout [InputEvent]) {
    if byte >= 0x80 || utf8.isWaiting {
      if let character = utf8.feed(byte) { events.append(.key(.character(character))) }
      return
    }
    switch byte {
    case 0x1B: mode = .escape
    case 0x0D, 0x0A: events.append(.key(.enter))
    case 0x09: events.append(.key(.tab))
    case 0x08, 0x7F: events.append(.key(.backspace))
    case 0x01...0x1A:
      events.append(.key(.control(Character(UnicodeScalar(byte + 0x60)))))
    case 0x20...0x7E: events.append(.key(.character(Character(UnicodeScalar(byte)))))
    default: break
    }
  }

  private mutating func escape(_ byte: UInt8, _ events: inout [InputEvent]) {
    switch byte {
    case UInt8(ascii: "["): mode = .csi([])
    case UInt8(ascii: "O"): mode = .ss3
    case UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "^"),
      UInt8(ascii: "X"):
      mode = .string(ControlString(opener: byte))
    // ST behind a string that was already given up.
    case UInt8(ascii: "\\"): mode = .ground
    case 0x1B: events.append(.key(.escape))
    default:
      // Escape and the next key arrived in one packet.
      events.append(.key(.escape))
      mode = .ground
      ground(byte, &events)
    }
  }

  private mutating func sequence(_ body: [UInt8], _ byte: UInt8, _ events: inout [InputEvent]) {
    switch byte {
    case 0x20...0x3F:
      mode = body.count < Self.longestSequence ? .csi(body + [byte]) : .ground
    case 0x40...0x7E:
      mode = .ground
      if body == Array("200".utf8), byte == UInt8(ascii: "~") {
        (mode, pasted) = (.paste, [])
      } else if body.isEmpty, byte == UInt8(ascii: "M") {
        mode = .mouse([])
      } else if let event = KeySequences.csi(body, final: byte, mouseCell: mouseCell) {
        events.append(event)
      }
    case 0x1B: mode = .escape
    default: mode = .ground
    }
  }

  private mutating func mouse(_ body: [UInt8], _ events: inout [InputEvent]) {
    if body.last == 0x1B {
      mode = .escape
    } else if body.count < 3 {
      mode = .mouse(body)
    } else {
      mode = .ground
      if let event = MouseReport.oldest(body) { events.append(.mouse(event)) }
    }
  }

  private mutating func string(
    _ body: ControlString, _ byte: UInt8, _ events: inout [InputEvent]
  ) {
    if body.sawEscape {
      mode = .ground
      if byte == UInt8(ascii: "\\") {
        take(body, &events)
      } else {
        // Any other ESC starts something new.
        mode = .escape
        if byte != 0x1B { step(byte, &events) }
      }
    } else if body.opener == UInt8(ascii: "]"), byte == 0x07 {
      mode = .ground
      take(body, &events)
    } else if byte == 0x18 || byte == 0x1A {
      mode = .ground
    } else {
      var body = body
      body.count += 1
      body.sawEscape = byte == 0x1B
      if body.head.count < Self.longestSequence, !body.sawEscape { body.head.append(byte) }
      mode = .string(body)
    }
  }

  private func take(_ string: ControlString, _ events: inout [InputEvent]) {
    // A longer one than any answer was cut.
    guard string.count <= Self.longestSequence else { return }
    let reply: TerminalReply? =
      switch string.opener {
      case UInt8(ascii: "P"): ReplySequences.dcs(string.head)
      case UInt8(ascii: "_"): ReplySequences.apc(string.head)
      case UInt8(ascii: "]"): ReplySequences.osc(string.head)
      default: nil
      }
    if let reply { events.append(.reply(reply)) }
  }

  private mutating func paste(_ byte: UInt8, _ events: inout [InputEvent]) {
    pasted.append(byte)
    let end = Self.pasteEnd
    if byte == end.last, pasted.suffix(end.count) == end[...] {
      let text = String(
        decoding: pasted.dropLast(end.count).prefix(Self.longestPaste), as: UTF8.self)
      (mode, pasted) = (.ground, [])
      events.append(.paste(PastedText.cleaned(text)))
    } else if pasted.count == 2 * Self.longestPaste {
      // Once in a while: at every byte a long paste would be copied as often as it is long.
      pasted.removeSubrange(Self.longestPaste..<pasted.count - end.count)
    }
  }
}

enum PastedText {
  /// Without control and format characters: pasted text must neither act as keys nor steer a terminal.
  static func cleaned(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter {
          switch $0.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
            false
          default: true
          }
        }))
  }
}

/// Collects the bytes of one UTF-8 character; what is none is dropped.
private struct UTF8Assembler {
  private var bytes: [UInt8] = []
  private var needed = 0

  var isWaiting: Bool { !bytes.isEmpty }

  mutating func feed(_ byte: UInt8) -> Character? {
    if bytes.isEmpty {
      switch byte {
      case 0xC2...0xDF: needed = 2
      case 0xE0...0xEF: needed = 3
      case 0xF0...0xF4: needed = 4
      default: return nil
      }
      bytes = [byte]
      return nil
    }
    guard byte & 0xC0 == 0x80 else {
      bytes = []
      return nil
    }
    bytes.append(byte)
    guard bytes.count == needed else { return nil }
    let text = String(validating: bytes, as: UTF8.self)
    bytes = []
    return text.flatMap { PastedText.cleaned($0).first }
  }
}
