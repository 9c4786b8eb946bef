import Imaging

/// The part of a pane whose slices are still being read: drawn as missing, never as air.
struct MissingSlices: Hashable, Sendable {
  /// Continuous voxel index of the pane's first pixel, and from one pixel to the next.
  private let start: Index
  private let right: Index
  private let down: Index
  private let dimensions: SIMD3<Int>
  /// Continuous k of what is there, to half way to the next slice.
  private let arrived: ClosedRange<Double>

  /// - Parameter slab: mm across the plane that each pixel is made of.
  /// - Returns: nil where every pixel of the plane is there.
  init?(on plane: Plane, slab: Double = 0, of volume: Volume) {
    guard let run = volume.arrived, !run.isEmpty else { return nil }
    let geometry = volume.geometry
    func k(_ slice: Int) -> Double { geometry.sliceCoordinates?[slice] ?? Double(slice) }
    func between(_ slice: Int) -> Double {
      slice == 0
        ? -0.5 : slice == geometry.dimensions.z ? k(slice - 1) + 0.5 : (k(slice - 1) + k(slice)) / 2
    }
    start = geometry.affine.index(of: plane.origin)
    right = geometry.affine.index(ofVector: plane.right * plane.pixelSpacing.x)
    down = geometry.affine.index(ofVector: plane.down * plane.pixelSpacing.y)
    dimensions = geometry.dimensions
    // A thick slice is there when all that it is made of is.
    let reach = abs(geometry.affine.index(ofVector: plane.normal * (slab / 2)).z)
    let low = run.lowerBound == 0 ? -.infinity : between(run.lowerBound) + reach
    let high =
      run.upperBound == geometry.dimensions.z ? .infinity : between(run.upperBound) - reach
    // An empty one lies where no voxel is.
    arrived = low <= high ? low...high : -9...(-9)
    let (w, h) = (Double(plane.width - 1), Double(plane.height - 1))
    let corners = [(0, 0), (w, 0), (0, h), (w, h)].map {
      min(max((start + right * $0.0 + down * $0.1).z, -0.5), Double(dimensions.z) - 0.5)
    }
    if corners.allSatisfy(arrived.contains) { return nil }
  }

  /// True where a slice belongs that is not there yet.
  func contains(x: Int, y: Int) -> Bool {
    let index = start + right * Double(x) + down * Double(y)
    for axis in 0..<3 where index[axis] < -0.5 || index[axis] > Double(dimensions[axis]) - 0.5 {
      return false
    }
    return !arrived.contains(index.z)
  }
}

extension Canvas {
  /// Slanted lines over what is missing in `rect`, `spacing` pixels apart.
  mutating func hatch(_ missing: MissingSlices, in rect: PixelRect, spacing: Int, ink: UInt8) {
    for y in 0..<rect.height {
      for x in 0..<rect.width where missing.contains(x: x, y: y) {
        set(rect.x + x, rect.y + y, (x + y) % spacing == 0 ? ink : 0)
      }
    }
  }
}
