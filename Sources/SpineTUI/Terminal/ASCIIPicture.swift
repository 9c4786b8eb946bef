import Imaging

/// Pictures of letters, for terminals without colour: the brighter, the more ink.
enum ASCIIPicture {
  /// From black to white.
  static let ramp = Array(" .:-=+*#%@".utf8)

  /// The bytes that draw `frame` in `rect`, whose cells hold one pixel each; every cell is painted, and
  /// no colour is set.
  static func encode(_ frame: Frame, labels: [CellLabel] = [], in rect: CellRect) -> [UInt8] {
    let letters = frame.palette.map { ramp[brightness($0) * (ramp.count - 1) / 255] }
    let columns = min(rect.columns, frame.width)
    var bytes = Array("\u{1B}[0m".utf8)
    for row in 0..<min(rect.rows, frame.height) {
      bytes += Array("\u{1B}[\(rect.row + row + 1);\(rect.column + 1)H".utf8)
      var line = frame.pixels[row * frame.width..<row * frame.width + columns]
        .map { letters[Int($0)] }
      for label in labels where label.row == row && label.column < columns {
        // Labels are the program's own words: letters, digits, a few signs, all ASCII.
        let word = Array(label.text.utf8).prefix(columns - label.column)
        line.replaceSubrange(label.column..<label.column + word.count, with: word)
      }
      bytes += line
    }
    return bytes
  }

  /// Luma 0…255. Source: ITU-R BT.601.
  private static func brightness(_ colour: RGB) -> Int {
    (299 * Int(colour.red) + 587 * Int(colour.green) + 114 * Int(colour.blue)) / 1000
  }
}
