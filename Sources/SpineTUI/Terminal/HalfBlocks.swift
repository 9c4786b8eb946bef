import Imaging

/// A word to be written over a picture of character cells, in cells from its top left corner.
struct CellLabel: Hashable, Sendable {
  var text: String
  var row: Int
  var column: Int
  var colour: RGB
}

/// Pictures of character cells: ▀ with the upper pixel as its colour and the lower as its background.
enum HalfBlocks {
  /// The bytes that draw `frame` in `rect`, whose cells hold one pixel across and two down.
  ///
  /// Colours are sent only where they change, and every cell is painted.
  static func encode(
    _ frame: Frame, labels: [CellLabel] = [], in rect: CellRect, trueColour: Bool
  ) -> [UInt8] {
    let codes = frame.palette.map {
      trueColour ? "2;\($0.red);\($0.green);\($0.blue)" : "5;\(indexed($0))"
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(frame.width * frame.height * 8)
    for row in 0..<min(rect.rows, frame.height / 2) {
      bytes += Array("\u{1B}[\(rect.row + row + 1);\(rect.column + 1)H".utf8)
      let words = labels.filter { $0.row == row }
      var upper = -1
      var lower = -1
      var column = 0
      while column < min(rect.columns, frame.width) {
        if let word = words.first(where: { $0.column == column }) {
          let ground = frame.palette[Int(frame.pixels[(2 * row + 1) * frame.width + column])]
          let room = min(rect.columns, frame.width) - column
          let text = String(word.text.prefix(room))
          bytes += Array(
            "\u{1B}[1;38;\(code(word.colour, trueColour));48;\(code(ground, trueColour))m\(text)\u{1B}[22m"
              .utf8)
          column += text.count
          (upper, lower) = (-1, -1)
          continue
        }
        let top = Int(frame.pixels[2 * row * frame.width + column])
        let bottom = Int(frame.pixels[(2 * row + 1) * frame.width + column])
        let foreground = top == upper ? "" : "38;" + codes[top]
        let background = bottom == lower ? "" : "48;" + codes[bottom]
        if !foreground.isEmpty || !background.isEmpty {
          let separator = foreground.isEmpty || background.isEmpty ? "" : ";"
          bytes += Array("\u{1B}[\(foreground)\(separator)\(background)m".utf8)
          (upper, lower) = (top, bottom)
        }
        bytes += [0xE2, 0x96, 0x80]
        column += 1
      }
      bytes += Array("\u{1B}[0m".utf8)
    }
    return bytes
  }

  private static func code(_ colour: RGB, _ trueColour: Bool) -> String {
    trueColour ? "2;\(colour.red);\(colour.green);\(colour.blue)" : "5;\(indexed(colour))"
  }

  /// The nearest colour of xterm's palette: 24 greys (8, 18, … 238) and black and white, or the
  /// 6×6×6 cube (0, 95, 135, 175, 215, 255).
  static func indexed(_ colour: RGB) -> Int {
    let (r, g, b) = (Int(colour.red), Int(colour.green), Int(colour.blue))
    if r == g, g == b {
      if r < 4 { return 16 }
      if r > 246 { return 231 }
      return 232 + min(23, max(0, (r - 8 + 5) / 10))
    }
    func step(_ value: Int) -> Int { value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40 }
    return 16 + 36 * step(r) + 6 * step(g) + step(b)
  }
}
