import CImagingKernels

/// Which colour registers show heat over greys: `steps` rows of `greys` registers each.
public struct HeatRegisters: Sendable, Hashable {
  /// The heat that is drawn as 1.
  public var scale: Float
  /// Share of `scale` from which heat is drawn.
  public var threshold: Float
  /// The register of the least heat on black.
  public var first: Int
  public var steps: Int
  public var greys: Int
  /// Grey levels of the picture beneath.
  public var levels: Int

  /// - Precondition: the registers exist, and there are at least two levels.
  public init(
    scale: Float, threshold: Float, first: Int, steps: Int, greys: Int, levels: Int
  ) {
    precondition(
      scale > 0 && steps > 0 && greys > 0 && first >= 0 && first + steps * greys <= 256
        && levels >= 2,
      "heat registers \(first), \(steps) × \(greys) over \(levels) levels")
    self.scale = scale
    self.threshold = threshold
    self.first = first
    self.steps = steps
    self.greys = greys
    self.levels = levels
  }
}

extension Reslicer {
  /// Colours the grey levels of a picture of `plane` where this volume, of heat, reaches the threshold;
  /// outside its grid nothing changes. Rows are `rowStride` pixels apart.
  public func paintHeat(
    _ plane: Plane, _ registers: HeatRegisters, into out: UnsafeMutablePointer<UInt8>,
    rowStride: Int
  ) {
    var scale = cimaging_heat_scale(
      factor: 1 / registers.scale, threshold: registers.threshold, first: Int32(registers.first),
      steps: Int32(registers.steps), columns: Int32(registers.greys),
      greys: Float(registers.greys - 1) / Float(registers.levels - 1))
    withUnsafeTemporaryAllocation(of: Float.self, capacity: plane.width) { row in
      guard let line = row.baseAddress else { return }
      withSampler(plane, .linear) { sampler in
        for y in 0..<plane.height {
          let inside = sampler.sample(row: y, into: line)
          guard !inside.isEmpty else { continue }
          cimaging_heat(
            line + inside.lowerBound, inside.count, &scale,
            out + y * rowStride + inside.lowerBound)
        }
      }
    }
  }
}
