import CImagingKernels

/// A window as the kernels take it: HU to grey levels, row by row.
struct GreyScale {
  private enum Curve {
    case ramp(Window.Ramp)
    /// Levels at even steps of HU from `first` on, `perHU` to each.
    case steps([UInt8], first: Float, perHU: Float)
  }

  private let curve: Curve
  private let maximum: Int32
  private let inverted: Int32

  init(_ window: Window, count: Int, inverted: Bool) {
    maximum = Int32(count - 1)
    self.inverted = inverted ? 1 : 0
    switch window.function {
    case .linear, .linearExact: curve = .ramp(window.ramp(count: count))
    case .table(let table):
      let hu = (0..<table.greys.count).map { Float(table.first + $0) }
      curve = .steps(
        window.levels(of: hu, count: count, inverted: inverted), first: Float(table.first),
        perHU: 1)
    case .sigmoid:
      // Beyond twice its width the curve has left the last of 256 levels; between, the steps are so
      // small that a level is at most one off, and only beside its edge.
      let (steps, span) = (16_384, Float(4 * window.width))
      let first = Float(window.center) - span / 2
      let hu = (0...steps).map { first + span * Float($0) / Float(steps) }
      curve = .steps(
        window.levels(of: hu, count: count, inverted: inverted), first: first,
        perHU: Float(steps) / span)
    }
  }

  /// Whether `writeBlended` can be used.
  var isRamp: Bool { if case .ramp = curve { true } else { false } }

  /// Levels of `count` values; NaN and `padding` are black, also when inverted.
  func write(
    _ hu: UnsafePointer<Float>, _ count: Int, padding: Float,
    into levels: UnsafeMutablePointer<UInt8>
  ) {
    switch curve {
    case .ramp(let ramp):
      cimaging_window(hu, count, ramp.lower, ramp.scale, maximum, inverted, padding, levels)
    case .steps(let table, let first, let perHU):
      cimaging_lookup(hu, count, first, perHU, table, table.count, padding, levels)
    }
  }

  /// Levels of `count` values between `a` and `b`, of which none is padding.
  func writeBlended(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ weight: Float, _ count: Int,
    into levels: UnsafeMutablePointer<UInt8>
  ) {
    guard case .ramp(let ramp) = curve else { preconditionFailure("a curve is not blended") }
    cimaging_blend_window(
      a, b, weight, count, ramp.lower, ramp.scale, maximum, inverted, levels)
  }
}
