import Imaging

/// Pictures of letters, for terminals without colour: the brighter, the more ink.
///
/// Heat is written as digits, 1 at the threshold to 9 at the study's maximum, so that it cannot be taken
/// for bone; marks are signs.
enum ASCIIPicture {
  /// From black to white.
  static let ramp = Array(" .:-=+*#%@".utf8)

  /// The bytes that draw `frame` in `rect`, whose cells hold one pixel each; every cell is painted, and
  /// no colour is set.
  static func encode(_ frame: Frame, labels: [CellLabel] = [], in rect: CellRect) -> [UInt8] {
    let letters = frame.palette.enumerated().map { letter(register: $0, colour: $1) }
    let columns = min(rect.columns, frame.width)
    var bytes = Array("\u{1B}[0m".utf8)
    for row in 0..<min(rect.rows, frame.height) {
      bytes += "\u{1B}[\(rect.row + row + 1);\(rect.column + 1)H".utf8
      var line = frame.pixels[row * frame.width..<row * frame.width + columns]
        .map { letters[Int($0)] }
      for label in labels where label.row == row && label.column < columns {
        let word = Array(asciiText(label.text).utf8).prefix(columns - label.column)
        line.replaceSubrange(label.column..<label.column + word.count, with: word)
      }
      bytes += line
    }
    return bytes
  }

  private static func letter(register: Int, colour: RGB) -> UInt8 {
    if let step = Palette.heatStep(of: register) {
      return UInt8(ascii: "1") + UInt8(step * 9 / Palette.heatSteps)
    }
    // Signs that the ramp does not have.
    switch MarkColour(register: register) {
    case .crosshair: return UInt8(ascii: "x")
    case .fractured: return UInt8(ascii: "!")
    case .label: return UInt8(ascii: "'")
    case .measure: return UInt8(ascii: "o")
    case .axial: return UInt8(ascii: "a")
    case .sagittal: return UInt8(ascii: "s")
    case .coronal: return UInt8(ascii: "c")
    case nil: return ramp[brightness(colour) * (ramp.count - 1) / 255]
    }
  }

  /// Labels are the program's own words: letters, digits and a few signs, here in ASCII.
  static func asciiText(_ text: String) -> String {
    let plain = text.replacing("\u{2212}", with: "-").replacing("\u{B1}", with: "+-")
      .replacing("\u{B0}", with: " deg").replacing("\u{B2}", with: "2")
    return String(plain.map { $0.isASCII ? $0 : "?" })
  }

  /// Luma 0…255. Source: ITU-R BT.601.
  private static func brightness(_ colour: RGB) -> Int {
    (299 * Int(colour.red) + 587 * Int(colour.green) + 114 * Int(colour.blue)) / 1000
  }
}
