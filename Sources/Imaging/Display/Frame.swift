/// A painted picture: what a terminal, a PNG or a sixel file shows.
public struct Frame: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// Palette indices, `height × width`, row 0 at the top.
  public var pixels: [UInt8]
  /// Colour registers: the grey ramp first, overlay colours behind it; at most 256.
  public var palette: [RGB]

  /// - Precondition: `pixels.count == width * height`, at most 256 colours.
  public init(width: Int, height: Int, pixels: [UInt8], palette: [RGB]) {
    precondition(pixels.count == width * height, "\(pixels.count) pixels for \(width)×\(height)")
    precondition(palette.count <= 256, "\(palette.count) colours")
    self.width = width
    self.height = height
    self.pixels = pixels
    self.palette = palette
  }
}

/// A colour, each component 0…255.
public struct RGB: Sendable, Hashable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A ramp of `count` greys from black to white.
  public static func greys(_ count: Int) -> [RGB] {
    (0..<count).map { step in
      let grey = UInt8((step * 255 + (count - 1) / 2) / max(1, count - 1))
      return RGB(grey, grey, grey)
    }
  }
}
