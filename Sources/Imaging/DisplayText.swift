/// The one way by which foreign text reaches a screen, a log, a file name or a document.
///
/// Patient names come from files and networks, and a name may hold an escape sequence. What passes
/// here has no control character (C0, DEL, C1), no bidirectional or other invisible formatting
/// character, no tag and no line separator: each becomes visible, as `\u{1B}`. Printable text of any
/// script stays as it is.
public enum DisplayText {
  /// Scalars kept at most, unless said otherwise: longer text ends in "…".
  public static let usualLimit = 256
  /// Marks stacked on one letter at most; real scripts need three.
  private static let markLimit = 4

  /// `text` with everything that a terminal could obey made visible, at most `limit` scalars long.
  ///
  /// Safe text passes unchanged, so text may pass twice.
  public static func safe(_ text: String, limit: Int = usualLimit) -> String {
    // Most text is plain, and passes as it is.
    if text.utf8.count <= limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var scalars = String.UnicodeScalarView()
    var count = 0
    var marks = markLimit
    for scalar in text.unicodeScalars {
      let isMark = isCombining(scalar)
      if isMark && count == 0 {
        // A mark without a letter would settle on whatever stands before it on the screen.
        scalars.append("\u{25CC}")
        (count, marks) = (1, 0)
      }
      marks = isMark ? marks + 1 : 0
      let visible: String.UnicodeScalarView =
        isHarmless(scalar) && marks <= markLimit
        ? String.UnicodeScalarView([scalar])
        : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars
      guard count + visible.count <= limit else {
        // The last one gives way to the sign that something is missing.
        while count >= limit && !scalars.isEmpty { scalars.removeLast(); count -= 1 }
        if limit > 0 { scalars.append("…") }
        break
      }
      scalars.append(contentsOf: visible)
      count += visible.count
    }
    return String(scalars)
  }

  /// Columns that `text` (already safe) takes on a terminal, as curses counts them.
  ///
  /// Source: Unicode Standard Annex 11 (wide and fullwidth are two columns), combining marks none.
  public static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value >= 0x20 && scalar.value < 0x7F { return true }
    if scalar.properties.isDefaultIgnorableCodePoint { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return false
    default: return true
    }
  }

  private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300 else { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return true
    // Vowels and finals of conjoining Hangul: drawn into the block of the leading consonant.
    default:
      return (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FB).contains(scalar.value)
    }
  }

  /// Columns of one scalar: 0 for combining marks, 2 for wide ones, else 1.
  public static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    if isCombining(scalar) { return 0 }
    var (low, high) = (0, wide.count)
    while low < high {
      let middle = (low + high) / 2
      if wide[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
    }
    return low < wide.count && wide[low].contains(scalar.value) ? 2 : 1
  }

  /// Two columns wide, gaps of unassigned scalars closed.
  ///
  /// Source: `wcwidth` of glibc 2.36 (Unicode 15), which is what curses asks.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0,
    0x23F3...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F,
    0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5,
    0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA, 0x26F2...0x26F3, 0x26F5...0x26F5,
    0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728,
    0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
    0x2E80...0x3029, 0x302E...0x303E, 0x3041...0x3096, 0x309B...0xA4C6, 0xA960...0xA97C,
    0xAC00...0xD7A3, 0xF900...0xFAD9, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x16FE3, 0x16FF0...0x1B2FB, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF,
    0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335,
    0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3,
    0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E, 0x1F440...0x1F440,
    0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567,
    0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F,
    0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6DF,
    0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7F0, 0x1F90C...0x1F93A,
    0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FAF6, 0x20000...0x3134A,
  ]
}
