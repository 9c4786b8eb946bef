import Imaging

/// Registers being painted, with lines and letters.
struct Canvas {
  let width: Int
  let height: Int
  var pixels: [UInt8]

  /// - Parameter memory: what becomes the pixels if it is of the right size; they are not cleared.
  init(width: Int, height: Int, recycling memory: consuming [UInt8] = []) {
    self.width = width
    self.height = height
    pixels = memory.count == width * height ? memory : Array(repeating: 0, count: width * height)
  }

  mutating func clear() {
    pixels.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
  }

  /// Hands `body` the pixel at the top left corner of `rect`, which lies inside.
  mutating func withPixels(of rect: PixelRect, _ body: (UnsafeMutablePointer<UInt8>) -> Void) {
    precondition(
      rect.x >= 0 && rect.y >= 0 && rect.x + rect.width <= width && rect.y + rect.height <= height,
      "a pane at \(rect) of \(width)×\(height) pixels")
    let start = rect.y * width + rect.x
    pixels.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { body(base + start) }
    }
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
  mutating func text(_ shape: LetterShape, x: Int, y: Int, colour: MarkColour?, palette: Palette) {
    for point in shape.rim { set(x + point.x, y + point.y, 0) }
    for point in shape.ink {
      let register: UInt8
      if let colour {
        let half = point.coverage > 0.2 ? colour.halfRegister : 0
        register = point.coverage > 0.66 ? colour.register : half
      } else {
        // White letters are made of greys.
        register = palette.grey(Double(point.coverage))
      }
      set(x + point.x, y + point.y, register)
    }
  }
}
