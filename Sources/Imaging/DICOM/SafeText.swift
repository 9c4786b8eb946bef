/// Makes a header's text safe to show and to log: what could steer a terminal or hide text becomes visible.
enum SafeText {
  static let limit = 256

  /// One line of at most `limit` characters without control, bidirectional, zero-width or tag characters.
  static func line(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if result.count >= limit {
        result.append("…")
        break
      }
      if isHidden(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      true
    default: false
    }
  }
}
