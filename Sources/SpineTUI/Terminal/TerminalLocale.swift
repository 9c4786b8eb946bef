import Foundation

/// Text goes out as UTF-8.
enum TerminalLocale {
  /// Takes the user's locale for character widths.
  ///
  /// - Returns: a warning when that locale is not UTF-8; a lost LANG is usual over SSH, and the
  ///   terminal at its other end is UTF-8 nonetheless.
  static func prepare() -> String? {
    setlocale(LC_CTYPE, "")
    let codeset = nl_langinfo(Int32(CODESET)).map { String(cString: $0) } ?? ""
    if codeset.uppercased() == "UTF-8" { return nil }
    setlocale(LC_CTYPE, "C.UTF-8")
    return "The locale is \(codeset), not UTF-8: set LANG=C.UTF-8 if letters look wrong"
  }
}
