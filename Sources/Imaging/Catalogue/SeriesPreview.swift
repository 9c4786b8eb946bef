import Foundation

/// A few slices of a series, read quickly: enough to recognise it in a list.
public enum SeriesPreview {
  /// Slices shown, at most.
  public static let sliceCount = 3
  /// NIfTI files up to this size are read whole for it, bytes: inflating takes some 0.2 s. Larger ones have no
  /// preview.
  public static let largestNIfTI = 32_000_000

  /// - Returns: at most three slices at a quarter, the middle and three quarters of the stack, as a volume; nil
  ///   where they cannot be had quickly.
  /// - Throws: as `SeriesLoader.load`.
  public static func load(_ series: Series, dicom: DICOMReader) async throws -> Volume? {
    switch series.source {
    case .dicom(let files):
      var some = series
      some.source = .dicom(files.picked(places(of: files.count)))
      return try await SeriesLoader.load(some, dicom: dicom)
    case .nifti(let path):
      guard let print = FileFingerprint(path: path), print.size <= Int64(largestNIfTI) else {
        return nil
      }
      return try slices(of: try await SeriesLoader.load(series))
    case .onDemand: return nil
    }
  }

  /// The files that a preview is read from.
  public static func paths(of series: Series) throws -> [String] {
    switch series.source {
    case .dicom(let files): try files.picked(places(of: files.count)).instances().map(\.path)
    case .nifti(let path): NIfTIFile.files(of: path)
    case .onDemand: []
    }
  }

  /// Which slices are shown of so many: evenly spaced, so that an even stack stays one.
  public static func places(of count: Int) -> [Int] {
    let step = max(1, count / 4)
    let first = count >= 4 ? step : 0
    return (0..<sliceCount).map { first + $0 * step }.filter { $0 < count }
  }

  private static func slices(of volume: Volume) throws -> Volume {
    let d = volume.geometry.dimensions
    let places = places(of: d.z)
    guard let first = places.first, places.count < d.z else { return volume }
    let affine = volume.geometry.affine
    let step = places.count > 1 ? places[1] - first : 1
    let geometry = VolumeGeometry(
      dimensions: [d.x, d.y, places.count],
      affine: Affine(
        i: affine.i, j: affine.j, k: affine.k * Double(step),
        origin: affine.position(of: [0, 0, Double(first)])))
    let size = d.x * d.y
    func some<T>(_ buffer: VoxelBuffer<T>) throws -> VoxelBuffer<T> {
      try VoxelBuffer(count: size * places.count) { target in
        buffer.withUnsafeBuffer { source in
          for (to, from) in places.enumerated() {
            _ = UnsafeMutableBufferPointer(rebasing: target[to * size..<(to + 1) * size])
              .update(from: source[from * size..<(from + 1) * size])
          }
        }
      }
    }
    let voxels: Voxels =
      switch volume.voxels {
      case .int16(let buffer): .int16(try some(buffer))
      case .float32(let buffer): .float32(try some(buffer))
      }
    return Volume(
      geometry: geometry, voxels: voxels, identity: volume.identity, windows: volume.windows,
      padding: volume.padding, isInverted: volume.isInverted, warnings: volume.warnings)
  }
}
