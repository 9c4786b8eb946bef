import Imaging

/// Values of a volume on another grid, for networks.
///
/// Trilinear between voxel centres. Where the target's voxels are larger than the source's, each is
/// the mean of evenly spread samples within it (a box filter), so that noise and thin bone average
/// as they would in a coarser scan. Voxels outside the scan, padding and NaN count as `outside`.
public struct VolumeSampler: Sendable {
  /// HU of what is not in the scan.
  static let air: Float = -1024

  let geometry: VolumeGeometry
  let voxels: Voxels
  /// HU that stands for "not in the scan"; NaN when there is none.
  let padding: Float
  /// The value outside the grid, and of padding and NaN.
  let outside: Float

  public init(volume: Volume) {
    geometry = volume.geometry
    voxels = volume.voxels
    padding = volume.padding ?? .nan
    outside = Self.air
  }

  /// Samples a map of values, such as a soft mask, that is 0 outside its grid.
  init(geometry: VolumeGeometry, values: VoxelBuffer<Float>) {
    self.geometry = geometry
    voxels = .float32(values)
    padding = .nan
    outside = 0
  }

  /// Samples `target`, an evenly spaced grid.
  ///
  /// - Parameter cell: the part of a target step, along each axis, over which samples are averaged.
  /// - Returns: HU, i fastest, `target.voxelCount` values.
  /// - Throws: `CancellationError` when `isCancelled` says so between slices.
  public func values(
    on target: VolumeGeometry, cell: SIMD3<Double> = [1, 1, 1], threads: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> [Float] {
    let walk = GridWalk(from: target, cell: cell, over: geometry)
    var result = [Float](repeating: outside, count: target.voxelCount)
    try result.withUnsafeMutableBufferPointer { output in
      switch voxels {
      case .int16(let voxels):
        try voxels.withUnsafeBuffer { try sample($0, walk, output, threads, isCancelled) }
      case .float32(let voxels):
        try voxels.withUnsafeBuffer { try sample($0, walk, output, threads, isCancelled) }
      }
    }
    return result
  }

  private func sample<Element: SampledVoxel>(
    _ source: UnsafeBufferPointer<Element>, _ walk: GridWalk,
    _ output: UnsafeMutableBufferPointer<Float>, _ threads: Int,
    _ isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    let size = walk.target
    let samples = walk.subsamples
    let scale = 1 / Float(samples.count)
    let reader = TrilinearReader(
      voxels: source, size: walk.source, slices: walk.slices, padding: padding,
      outside: outside)
    let share = SendablePointers(reader: reader, output: output)
    try concurrently(count: size.z, threads: threads) { k in
      if isCancelled() { throw CancellationError() }
      for j in 0..<size.y {
        let row = share.output.baseAddress! + (k * size.y + j) * size.x
        let start = walk.start + walk.stepJ * Double(j) + walk.stepK * Double(k)
        for i in 0..<size.x { row[i] = 0 }
        for sample in samples {
          var index = start + sample
          for i in 0..<size.x {
            row[i] += share.reader.value(at: index)
            index += walk.stepI
          }
        }
        for i in 0..<size.x { row[i] *= scale }
      }
    }
  }

  /// What the sampling threads share: a read-only source, and an output of which each writes its
  /// own slices.
  // @unchecked Sendable because no two threads touch the same output slice, and the source is
  // immutable for as long as the closure runs.
  private struct SendablePointers<Element: SampledVoxel>: @unchecked Sendable {
    let reader: TrilinearReader<Element>
    let output: UnsafeMutableBufferPointer<Float>
  }
}

/// A stored voxel type.
protocol SampledVoxel: BitwiseCopyable, Sendable {
  var hounsfieldUnits: Float { get }
}

extension Int16: SampledVoxel {
  @inline(__always) var hounsfieldUnits: Float { Float(self) }
}

extension Float: SampledVoxel {
  @inline(__always) var hounsfieldUnits: Float { self }
}

/// Trilinear interpolation in one volume. Within half a voxel of the edge the edge's value holds.
private struct TrilinearReader<Element: SampledVoxel> {
  let voxels: UnsafeBufferPointer<Element>
  let size: SIMD3<Int>
  let slices: SliceTable?
  let padding: Float
  let outside: Float

  @inline(__always)
  func value(at index: Index) -> Float {
    var k = index.z
    if let slices { k = slices.slice(at: k) }
    guard
      index.x >= -0.5, index.y >= -0.5, k >= -0.5,
      index.x <= Double(size.x) - 0.5, index.y <= Double(size.y) - 0.5, k <= Double(size.z) - 0.5
    else { return outside }
    let x = min(max(index.x, 0), Double(size.x - 1))
    let y = min(max(index.y, 0), Double(size.y - 1))
    let z = min(max(k, 0), Double(size.z - 1))
    let i = Int(x), j = Int(y), s = Int(z)
    let u = Float(x - Double(i)), v = Float(y - Double(j)), w = Float(z - Double(s))
    let nextI = i + 1 < size.x ? 1 : 0
    let nextJ = j + 1 < size.y ? size.x : 0
    let nextS = s + 1 < size.z ? size.x * size.y : 0
    let base = (s * size.y + j) * size.x + i
    let near = plane(base, nextI, nextJ, u, v)
    return near + w * (plane(base + nextS, nextI, nextJ, u, v) - near)
  }

  @inline(__always)
  private func plane(_ base: Int, _ nextI: Int, _ nextJ: Int, _ u: Float, _ v: Float) -> Float {
    let a = voxel(base), b = voxel(base + nextI)
    let c = voxel(base + nextJ), d = voxel(base + nextJ + nextI)
    let top = a + u * (b - a)
    return top + v * (c + u * (d - c) - top)
  }

  @inline(__always)
  private func voxel(_ n: Int) -> Float {
    let value = voxels.baseAddress![n].hounsfieldUnits
    return value == padding || value.isNaN ? outside : value
  }
}
