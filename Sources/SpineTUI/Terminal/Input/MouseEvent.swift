/// What the mouse did over the terminal's window.
struct MouseEvent: Hashable, Sendable {
  enum Button: Hashable, Sendable { case left, middle, right }

  enum Kind: Hashable, Sendable {
    case press(Button)
    /// Moved while a button is held.
    case drag(Button)
    case release(Button)
    /// One notch of the wheel.
    case wheelUp, wheelDown, wheelLeft, wheelRight
  }

  /// Keys held meanwhile; most terminals keep Shift for their own selection.
  struct Modifiers: OptionSet, Hashable, Sendable {
    let rawValue: Int
    static let shift = Modifiers(rawValue: 4)
    static let alt = Modifiers(rawValue: 8)
    static let control = Modifiers(rawValue: 16)
  }

  var kind: Kind
  /// Character cell, from 0 at the top left.
  var row: Int
  var column: Int
  var modifiers: Modifiers = []
  /// Where in the window, pixels from 0 at the top left; nil where the terminal tells cells only.
  var pixel: PixelPoint?
  /// The second press of a double click.
  var isDouble = false
}

/// A place in the window, pixels from 0 at the top left.
struct PixelPoint: Hashable, Sendable {
  var x: Int
  var y: Int
}

/// The mouse's reports, decoded.
///
/// Source: xterm's ctlseqs, "Mouse Tracking": modes 1000 and 1002, formats 1006 (SGR), 1016 (SGR in
/// pixels) and the oldest one, which terminals without 1006 fall back to.
enum MouseReport {
  /// `CSI < code ; x ; y` and M (pressed, moved) or m (let go); nil for what is no such report.
  ///
  /// - Parameter cell: the size of a character cell where x and y are pixels (1016), else nil.
  static func sgr(_ body: Substring, final: UInt8, cell: PixelSize?) -> MouseEvent? {
    let numbers = body.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 3, let code = numbers[0], let x = numbers[1], let y = numbers[2],
      (0...255).contains(code), (0...65_535).contains(x), (0...65_535).contains(y),
      var kind = kind(code)
    else { return nil }
    if final == UInt8(ascii: "m") {
      guard case .press(let button) = kind else { return nil }
      kind = .release(button)
    }
    let modifiers = MouseEvent.Modifiers(rawValue: code & 28)
    guard let cell else {
      return MouseEvent(kind: kind, row: max(0, y - 1), column: max(0, x - 1), modifiers: modifiers)
    }
    let pixel = PixelPoint(x: max(0, x - 1), y: max(0, y - 1))
    return MouseEvent(
      kind: kind, row: pixel.y / cell.height, column: pixel.x / cell.width, modifiers: modifiers,
      pixel: pixel)
  }

  /// `CSI M` and three bytes: code, column and row, each plus 32.
  static func oldest(_ bytes: [UInt8]) -> MouseEvent? {
    guard bytes.count == 3, bytes.allSatisfy({ $0 >= 32 }) else { return nil }
    let code = Int(bytes[0]) - 32
    // A release does not say of which button; code 3 is none of them.
    guard let kind = kind(code) else { return nil }
    return MouseEvent(
      kind: kind, row: max(0, Int(bytes[2]) - 33), column: max(0, Int(bytes[1]) - 33),
      modifiers: MouseEvent.Modifiers(rawValue: code & 28))
  }

  /// Bits 0 and 1 name the button, 2 to 4 the modifiers, 5 says moved, 6 says wheel.
  private static func kind(_ code: Int) -> MouseEvent.Kind? {
    let number = code & 3
    switch code & 0b1110_0000 {
    case 0: return button(number).map { .press($0) }
    case 32: return button(number).map { .drag($0) }
    case 64: return [.wheelUp, .wheelDown, .wheelLeft, .wheelRight][number]
    default: return nil
    }
  }

  private static func button(_ number: Int) -> MouseEvent.Button? {
    switch number {
    case 0: .left
    case 1: .middle
    case 2: .right
    default: nil
    }
  }
}
