import Imaging

/// The colour registers of a picture: always the same for its number of greys, so that scrolling never
/// flickers.
struct Palette: Hashable, Sendable {
  /// Grey levels, registers 0…`greys − 1`.
  var greys = 64

  /// Steps of grey and of heat under the overlay: 12 × 12 registers.
  static let heatGreys = 12
  static let heatSteps = 12
  /// Marks stand before heat: most pictures have no heat, and the encoder looks at every register up to the
  /// last one in use.
  static let markStart = 64
  static let heatStart = markStart + MarkColour.allCases.count * markShades
  /// Full and half strength of each mark's colour.
  static let markShades = 2

  var white: UInt8 { UInt8(greys - 1) }

  /// The register of a brightness 0…1.
  func grey(_ share: Double) -> UInt8 { UInt8(Double(greys - 1) * share) }

  func colours(heat: Predicting.HeatSettings) -> [RGB] {
    let ramp =
      RGB.greys(greys) + Array(repeating: RGB(255, 255, 255), count: Self.markStart - greys)
    let lightened = RGB.greys(Self.heatGreys)
    let overlay = (0..<Self.heatSteps).flatMap { step in
      let share = (Double(step) + 0.5) / Double(Self.heatSteps)
      return lightened.map {
        HeatColours.blend(
          $0, HeatColours.colour(share), HeatColours.alpha(share, opacity: heat.opacity))
      }
    }
    let marks = MarkColour.allCases.flatMap { mark in
      [mark.colour, HeatColours.blend(mark.colour, RGB(0, 0, 0), 0.5)]
    }
    return ramp + marks + overlay
  }

  /// Which step of heat a register shows, from 0; nil for other registers.
  static func heatStep(of register: Int) -> Int? {
    (heatStart..<heatStart + heatSteps * heatGreys).contains(register)
      ? (register - heatStart) / heatGreys : nil
  }

  /// The register of a pixel of grey `level` under heat 0…1 of the shown range.
  func heated(level: UInt8, heat: Float) -> UInt8 {
    let step = min(Self.heatSteps - 1, Int(heat * Float(Self.heatSteps)))
    let grey = Int(level) * (Self.heatGreys - 1) / (greys - 1)
    return UInt8(Self.heatStart + step * Self.heatGreys + grey)
  }
}

/// Colours of what is drawn over the anatomy.
enum MarkColour: Int, Sendable, CaseIterable {
  case label, fractured, crosshair, measure, axial, sagittal, coronal

  var colour: RGB {
    switch self {
    case .label: RGB(150, 205, 225)
    case .fractured: RGB(255, 150, 60)
    case .crosshair: RGB(90, 200, 140)
    // Like none of the planes' colours.
    case .measure: RGB(255, 165, 250)
    // As in 3D Slicer, but light enough to be read on bone.
    case .axial: RGB(255, 120, 110)
    case .sagittal: RGB(245, 215, 80)
    case .coronal: RGB(110, 210, 110)
    }
  }

  /// The mark whose colour, full or half, a register shows; nil for other registers.
  init?(register: Int) {
    guard (Palette.markStart..<Palette.heatStart).contains(register) else { return nil }
    self.init(rawValue: (register - Palette.markStart) / Palette.markShades)
  }

  var register: UInt8 { UInt8(Palette.markStart + rawValue * Palette.markShades) }
  var halfRegister: UInt8 { register + 1 }
}
