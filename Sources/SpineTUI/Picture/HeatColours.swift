import Imaging

/// The colours of the heat map.
enum HeatColours {
  /// matplotlib's inferno at ninths, from black to pale yellow; colours between are interpolated.
  ///
  /// Source: S. van der Walt, N. Smith, matplotlib colormaps (2015), CC0; nine values as in viridisLite.
  private static let inferno: [RGB] = [
    RGB(0x00, 0x00, 0x04), RGB(0x21, 0x0C, 0x4A), RGB(0x57, 0x10, 0x6E), RGB(0x8A, 0x22, 0x6A),
    RGB(0xBC, 0x37, 0x54), RGB(0xE4, 0x5A, 0x31), RGB(0xF9, 0x8C, 0x0A), RGB(0xF9, 0xC9, 0x32),
    RGB(0xFC, 0xFF, 0xA4),
  ]

  /// The colour of heat 0…1 of the shown range. The dark end of inferno is left out: black would
  /// hide anatomy.
  static func colour(_ heat: Double) -> RGB {
    let place = (0.35 + 0.6 * min(max(heat, 0), 1)) * Double(inferno.count - 1)
    let index = min(Int(place), inferno.count - 2)
    return blend(inferno[index], inferno[index + 1], place - Double(index))
  }

  /// Share of colour at heat 0…1 of the shown range: faint at the threshold, `opacity` at full heat.
  static func alpha(_ heat: Double, opacity: Double) -> Double {
    let t = min(max(heat, 0), 1)
    // The floor keeps the edge of the shown area visible; smoothstep avoids bands.
    return opacity * (0.35 + 0.65 * t * t * (3 - 2 * t))
  }

  static func blend(_ a: RGB, _ b: RGB, _ share: Double) -> RGB {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * share).rounded())
    }
    return RGB(mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue))
  }
}
