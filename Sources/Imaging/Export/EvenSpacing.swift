import Foundation

extension Volume {
  /// The same scan on slices that one affine can place: the volume itself when it is evenly spaced,
  /// else resampled linearly along the stack, from the first slice on at the smallest gap.
  ///
  /// Float32, for means between slices are fractions. The grid ends at or before the last slice, for
  /// nothing is known beyond it. The warnings say what was done, and name each gap wider than 1.5
  /// times the usual one: what fills it is interpolated, not scanned.
  ///
  /// - Throws: `ExportError.gapsTooUneven` when the result would have more than 10,000 slices;
  ///   `VolumeError.outOfMemory`; `CancellationError` when the task is cancelled.
  public func evenlySpaced(progress: ProgressHandler? = nil) throws -> Volume {
    guard let coordinates = geometry.sliceCoordinates, coordinates.count > 1 else { return self }
    let gaps = zip(coordinates.dropFirst(), coordinates).map { $0 - $1 }
    let smallest = gaps.min() ?? 1
    let millimetre = geometry.affine.k.length
    let slices = (coordinates[coordinates.count - 1] / smallest + 1e-6).rounded(.down) + 1
    guard slices <= 10_000 else {
      throw ExportError.gapsTooUneven(
        smallest: smallest * millimetre, slices: Int(min(slices, 1e15)))
    }
    let d = geometry.dimensions
    var affine = geometry.affine
    affine.k *= smallest
    let even = VolumeGeometry(dimensions: [d.x, d.y, Int(slices)], affine: affine)
    let reslicer = Reslicer(self)
    let (right, down) = (affine.i.normalized, affine.j.normalized)
    let buffer = try VoxelBuffer<Float>(count: even.voxelCount) { out in
      for slice in 0..<even.dimensions.z {
        try Task.checkCancellation()
        // Along i and j the plane is the grid, so that only slices are mixed.
        let plane = Plane(
          origin: even.position(i: 0, j: 0, slice: slice), right: right, down: down,
          pixelSpacing: [affine.i.length, affine.j.length], width: d.x, height: d.y)
        let values = reslicer.slice(plane).values
        _ = UnsafeMutableBufferPointer(rebasing: out[(slice * d.x * d.y)...]).update(from: values)
        progress?(
          LoadProgress(stage: "resampling", completed: slice + 1, total: even.dimensions.z))
      }
    }
    let widest = (gaps.max() ?? 1) * millimetre
    let resampled = ImagingWarning(
      code: "resampled",
      text: "slices are \(formatted(smallest * millimetre)) to \(formatted(widest)) mm apart: "
        + "\(d.z) were resampled linearly to \(Int(slices)), every \(formatted(smallest * millimetre)) mm"
    )
    return Volume(
      geometry: even, voxels: .float32(buffer), identity: identity, windows: windows,
      padding: padding, isInverted: isInverted,
      warnings: warnings + [resampled] + Self.filledGaps(gaps, millimetre: millimetre))
  }

  /// One warning for each gap wider than 1.5 times the usual (median) one; the widest ten by name.
  private static func filledGaps(_ gaps: [Double], millimetre: Double) -> [ImagingWarning] {
    let usual = gaps.sorted()[gaps.count / 2]
    let wide = gaps.indices.filter { gaps[$0] > 1.5 * usual }
    let named = wide.sorted { gaps[$0] > gaps[$1] }.prefix(10).sorted()
    var warnings = named.map { index in
      ImagingWarning(
        code: "gap-filled",
        text: "between stored slices \(index) and \(index + 1) lie "
          + "\(formatted(gaps[index] * millimetre)) mm (usually \(formatted(usual * millimetre))): "
          + "filled by interpolation")
    }
    if wide.count > named.count {
      warnings.append(
        ImagingWarning(
          code: "gap-filled", text: "and \(wide.count - named.count) more such gaps were filled"))
    }
    return warnings
  }
}
