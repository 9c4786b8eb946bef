/// A thick slice: what lies within `thickness` around a plane, made one.
public struct Slab: Sendable, Hashable, Codable {
  public enum Projection: String, Sendable, Hashable, Codable, CaseIterable {
    /// The mean: less noise.
    case average
    /// The greatest value (MIP): vessels, metal, bone edges.
    case maximum = "mip"
    /// The smallest value (MinIP): air.
    case minimum = "minip"
  }

  /// mm, across the plane.
  public var thickness: Double
  public var projection: Projection

  private enum CodingKeys: String, CodingKey {
    case thickness = "thickness_mm"
    case projection
  }

  /// - Precondition: `thickness` is above zero.
  public init(thickness: Double, projection: Projection = .average) {
    precondition(thickness > 0, "a slab of \(thickness) mm")
    self.thickness = thickness
    self.projection = projection
  }

  /// Where the slab is sampled, mm along the normal, and how much each sample weighs.
  ///
  /// One sample for each voxel crossed, the plane itself among them, so that on acquired slices these
  /// are stored values. A mean weighs each by the part of its voxel that lies in the slab; a
  /// projection takes those whose centre does.
  func samples(voxel: Double) -> [(offset: Double, weight: Double)] {
    let half = thickness / 2
    let reach = Int((half / voxel + 0.5).rounded(.up))
    return (-reach...reach).compactMap { n in
      let offset = Double(n) * voxel
      switch projection {
      case .average:
        let weight = min(half, offset + voxel / 2) - max(-half, offset - voxel / 2)
        return weight > 1e-9 * voxel ? (offset, weight) : nil
      case .maximum, .minimum:
        return abs(offset) <= half + 1e-6 * voxel ? (offset, 1) : nil
      }
    }
  }
}

extension Reslicer {
  /// HU of a slab around `plane`: each pixel from what lies in front of it and behind it, `slab.thickness`
  /// in all. Samples that were not scanned count for nothing; where none was, NaN.
  ///
  /// - Parameter slab: nil: the plane alone.
  public func slice(
    _ plane: Plane, slab: Slab?, interpolation: Interpolation = .linear
  ) -> Slice {
    guard let slab else { return slice(plane, interpolation: interpolation) }
    var sum = [Float](repeating: .nan, count: plane.width * plane.height)
    var weights = [Float](repeating: 0, count: sum.count)
    for (offset, weight) in slab.samples(voxel: voxelAcross(plane)) {
      var shifted = plane
      shifted.origin += plane.normal * offset
      let layer = slice(shifted, interpolation: interpolation)
      accumulate(layer, Float(weight), slab.projection, into: &sum, &weights)
    }
    if slab.projection == .average {
      for n in sum.indices where weights[n] > 0 { sum[n] /= weights[n] }
    }
    return Slice(plane: plane, values: sum)
  }

  /// How many samples a slab of `plane` is made of.
  public func sampleCount(_ slab: Slab, _ plane: Plane) -> Int {
    slab.samples(voxel: voxelAcross(plane)).count
  }

  private func accumulate(
    _ layer: Slice, _ weight: Float, _ projection: Slab.Projection, into sum: inout [Float],
    _ weights: inout [Float]
  ) {
    let padding = layer.padding ?? .nan
    layer.values.withUnsafeBufferPointer { values in
      for n in values.indices {
        let value = values[n]
        guard value.isFinite, value != padding else { continue }
        let isFirst = weights[n] == 0
        weights[n] += weight
        switch projection {
        case .average: sum[n] = isFirst ? value * weight : sum[n] + value * weight
        case .maximum: sum[n] = isFirst ? value : max(sum[n], value)
        case .minimum: sum[n] = isFirst ? value : min(sum[n], value)
        }
      }
    }
  }

  /// The distance across `plane` in which a line crosses one voxel, mm; of an uneven stack the smallest.
  private func voxelAcross(_ plane: Plane) -> Double {
    var steps = geometry.affine.index(ofVector: plane.normal)
    if let at = geometry.sliceCoordinates, let gap = zip(at, at.dropFirst()).map({ $1 - $0 }).min(),
      gap > 0
    {
      steps.z /= gap
    }
    return 1 / max(abs(steps.x), abs(steps.y), abs(steps.z))
  }
}
