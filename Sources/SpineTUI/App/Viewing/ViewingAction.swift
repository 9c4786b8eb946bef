import Imaging

extension Viewing {
  /// What the arrow and letter keys do.
  enum Mode: Equatable, Sendable { case scrolling, windowing, crosshair, measuring }

  enum WindowChoice: Equatable, Sendable {
    case automatic
    /// The header's nth window, from 0.
    case header(Int)
    case named(Window)
  }

  enum Action: Equatable, Sendable {
    case scroll(Int)
    case scrollTo(Int)
    case orient(PlaneOrientation)
    case toggleLinked
    case window(WindowChoice)
    case setWindow(center: Double, width: Double)
    /// HU added to centre and width.
    case adjustWindow(center: Double, width: Double)
    case toggleMode(Mode)
    case invert
    case zoom(Double)
    case fit
    /// In tenths of the picture, right and down.
    case pan(Double, Double)
    case reset
    /// In pixels of the current plane, right and down.
    case moveCrosshair(Double, Double)
    /// The linked point to a position, LPS mm.
    case goTo(Position)
    /// The same, as a pointer does: the view on this plane stays.
    case point(Position)
    case measuring(Measuring.Action)
    case setSlab(Slab?)
    case setInterpolation(Interpolation)
    case toggleInterpolation
    /// Zooms so that this point stays where it is in the picture.
    case zoomAbout(Position, Double)
    /// In pixels of the slice, right and down, as a hand drags the picture.
    case drag(Double, Double)
    case toggleCine
    case setCineRate(Double)
    case setCineDirection(CineDirection)
    case ticked(generation: Int)
  }
}
