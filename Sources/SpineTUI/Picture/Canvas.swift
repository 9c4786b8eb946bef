import Imaging

/// Registers being painted, with lines and letters.
struct Canvas {
  let width: Int
  let height: Int
  var pixels: [UInt8]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = Array(repeating: 0, count: width * height)
  }

  mutating func set(_ x: Int, _ y: Int, _ register: UInt8) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    pixels[y * width + x] = register
  }

  mutating func horizontal(_ x: ClosedRange<Int>, _ y: Int, _ register: UInt8) {
    for x in x { set(x, y, register) }
  }

  mutating func vertical(_ x: Int, _ y: ClosedRange<Int>, _ register: UInt8) {
    for y in y { set(x, y, register) }
  }

  /// Text with a dark rim, so that it reads on bone as on air.
  mutating func text(
    _ text: String, x: Double, y: Double, height: Double, colour: MarkColour?, palette: Palette
  ) {
    var rim: [(Int, Int)] = []
    var ink: [(Int, Int, Double)] = []
    StrokeFont.draw(
      text, x: x, y: y, height: height, paint: { ink.append(($0, $1, $2)) },
      halo: { rim.append(($0, $1)) })
    for (x, y) in rim { set(x, y, 0) }
    for (x, y, coverage) in ink {
      if let colour {
        set(x, y, coverage > 0.66 ? colour.register : coverage > 0.2 ? colour.halfRegister : 0)
      } else {
        // White letters are made of greys.
        set(x, y, palette.grey(coverage))
      }
    }
  }
}
