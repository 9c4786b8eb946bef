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
    let inks = Inks(frame.palette, trueColour: trueColour)
    let columns = min(rect.columns, frame.width)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(frame.width * frame.height * 8)
    for row in 0..<min(rect.rows, frame.height / 2) {
      bytes += "\u{1B}[\(rect.row + row + 1);\(rect.column + 1)H".utf8
      let words = labels.filter { $0.row == row }
      let upperRow = 2 * row * frame.width
      let lowerRow = upperRow + frame.width
      var upper = -1
      var lower = -1
      var column = 0
      while column < columns {
        if let word = words.first(where: { $0.column == column }) {
          let under = Int(frame.pixels[lowerRow + column])
          // On a line of its own colour a word could not be read.
          let ground = MarkColour(register: under) == nil ? under : 0
          let text = word.text.prefix(columns - column)
          bytes += "\u{1B}[1;38;\(inks.code(word.colour));".utf8
          bytes += inks.backgrounds[ground]
          bytes += "m\(text)\u{1B}[22m".utf8
          column += text.count
          (upper, lower) = (-1, -1)
          continue
        }
        let top = Int(frame.pixels[upperRow + column])
        let bottom = Int(frame.pixels[lowerRow + column])
        if inks.number[top] != upper || inks.number[bottom] != lower {
          bytes.append(0x1B)
          bytes.append(UInt8(ascii: "["))
          if inks.number[top] != upper { bytes += inks.foregrounds[top] }
          if inks.number[bottom] != lower {
            if inks.number[top] != upper { bytes.append(UInt8(ascii: ";")) }
            bytes += inks.backgrounds[bottom]
          }
          bytes.append(UInt8(ascii: "m"))
          (upper, lower) = (inks.number[top], inks.number[bottom])
        }
        // ▀ in UTF-8.
        bytes.append(0xE2)
        bytes.append(0x96)
        bytes.append(0x80)
        column += 1
      }
      bytes += "\u{1B}[0m".utf8
    }
    return bytes
  }

  /// The sequences that set each register's colour.
  private struct Inks {
    let trueColour: Bool
    var foregrounds: [[UInt8]] = []
    var backgrounds: [[UInt8]] = []
    /// Equal for registers that look the same: the 256-colour palette has few greys.
    var number: [Int] = []

    init(_ palette: [RGB], trueColour: Bool) {
      self.trueColour = trueColour
      for colour in palette {
        let code = code(colour)
        foregrounds.append(Array("38;\(code)".utf8))
        backgrounds.append(Array("48;\(code)".utf8))
        number.append(
          trueColour
            ? Int(colour.red) << 16 | Int(colour.green) << 8 | Int(colour.blue) : indexed(colour))
      }
    }

    func code(_ colour: RGB) -> String {
      trueColour ? "2;\(colour.red);\(colour.green);\(colour.blue)" : "5;\(indexed(colour))"
    }
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
