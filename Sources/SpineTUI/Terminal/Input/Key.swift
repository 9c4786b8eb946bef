/// A key as the user means it.
enum Key: Hashable, Sendable {
  case character(Character)
  case up, down, left, right
  case shiftUp, shiftDown, shiftLeft, shiftRight
  case pageUp, pageDown, home, end
  case enter, escape, tab, backtab, backspace, delete
  /// Ctrl and a letter, the letter in lower case.
  case control(Character)

  /// How a key list names it.
  var name: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .shiftUp: "Shift-↑"
    case .shiftDown: "Shift-↓"
    case .shiftLeft: "Shift-←"
    case .shiftRight: "Shift-→"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .home: "Home"
    case .end: "End"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backtab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .control(let letter): "Ctrl-\(letter.uppercased())"
    }
  }
}

/// What the terminal's input line carried: a key, the mouse, pasted text, or the terminal's own answer.
enum InputEvent: Equatable, Sendable {
  case key(Key)
  /// Pasted text, control characters removed.
  case paste(String)
  case mouse(MouseEvent)
  /// The window got the keyboard's focus (true) or lost it.
  case focus(Bool)
  case reply(TerminalReply)
}

/// An answer of the terminal to one of our questions. Answers may come late; they never become keys.
enum TerminalReply: Equatable, Sendable {
  /// CPR: the cursor's row and column, from 1.
  case cursor(row: Int, column: Int)
  /// XTVERSION: what the terminal calls itself; printable ASCII.
  case version(String)
  /// DA1: the parameters, the first of which is the terminal's class.
  case attributes([Int])
  /// DA2: kind, version, and a number that is mostly 0.
  case secondaryAttributes([Int])
  /// Kitty's graphics protocol: the picture asked about, and "OK" or an error.
  case kitty(Int, String)
  /// OSC 11: the background's red, green and blue, 0…1.
  case background(SIMD3<Double>)
  /// CSI 16 t: the size of a character cell, pixels.
  case cellSize(width: Int, height: Int)
  /// CSI 14 t: the size of the text area, pixels.
  case textAreaSize(width: Int, height: Int)
  /// XTSMGRAPHICS: item (1 colour registers, 2 sixel geometry), status (0 success), values.
  case graphics(item: Int, status: Int, values: [Int])
  /// DECRPSS for SGR: the graphic rendition in force, as the terminal understood it.
  case attributesInForce(String)
  /// DECRPM: a private mode and its state (1 set, 2 reset, 0 unknown).
  case mode(Int, state: Int)
}
