import Imaging

/// The Grad-CAM of one level, on the classifier's feature map.
struct LevelHeat: Sendable {
  let level: Level
  /// Where cell (column, row, slice) of `values` lies.
  let geometry: VolumeGeometry
  /// Non-negative, column fastest, then row, then slice (cranial to caudal).
  let values: [Float]

  /// - Parameter map: `[slices, rows, columns]`.
  init(level: Level, frame: CropFrame, input: ClassifyStage.Input, map: [Float], side: Int) {
    precondition(map.count == input.slices * side * side, "\(map.count) heat values")
    self.level = level
    values = map
    let crop = frame.geometry(input)
    let factor = Double(input.sizePixels) / Double(side)
    geometry = VolumeGeometry(
      dimensions: [side, side, input.slices],
      affine: Affine(
        i: crop.affine.i * factor, j: crop.affine.j * factor, k: crop.affine.k,
        origin: crop.affine.position(of: [(factor - 1) / 2, (factor - 1) / 2, 0])))
  }

  /// The volume's slices that hold most of the heat, with their share of it, the strongest first.
  func slices(of volume: VolumeGeometry, count: Int = 5) -> [SliceScore] {
    let plane = geometry.dimensions.x * geometry.dimensions.y
    let total = values.reduce(0, +)
    guard total > 0 else { return [] }
    // Each cell by its own place: the planes of a map tilt with the spine, so that the front of one may
    // lie several slices from its middle.
    var shares: [Int: Double] = [:]
    let width = geometry.dimensions.x
    for n in values.indices where values[n] > 0 {
      let place = geometry.position(i: n % plane % width, j: n % plane / width, slice: n / plane)
      let k = volume.affine.index(of: place).z
      let slice = volume.sliceCoordinates.map { SliceTable($0).slice(at: k) } ?? k
      let nearest = Int(slice.rounded())
      guard nearest >= 0, nearest < volume.dimensions.z else { continue }
      shares[nearest, default: 0] += Double(values[n] / total)
    }
    return shares.filter { $0.value > 0 }
      .map { SliceScore(slice: $0.key, score: $0.value) }
      .sorted { ($0.score, $1.slice) > ($1.score, $0.slice) }
      .prefix(count).map { $0 }
  }
}

extension HeatVolume {
  /// Spacing of the joined grid, mm: finer than any feature map's cells.
  private static let spacing = 1.5

  /// Joins the levels' maps: at each place the greatest of those that reach there.
  ///
  /// - Parameter reference: the scale is never below this, so that a healthy neck does not glow.
  static func joining(_ maps: [LevelHeat], reference: Double, threads: Int) throws -> HeatVolume? {
    guard !maps.isEmpty else { return nil }
    let box = Box(containing: maps.flatMap(\.geometry.outerCorners))
    let grid = LocaliserGrid.grid(around: box, spacing: spacing, multiple: 1)
    var joined = [Float](repeating: 0, count: grid.voxelCount)
    for map in maps {
      let buffer = try VoxelBuffer<Float>(count: map.values.count) { target in
        _ = target.initialize(from: map.values)
      }
      let here = try VolumeSampler(geometry: map.geometry, values: buffer).values(
        on: grid, threads: threads)
      for n in joined.indices { joined[n] = max(joined[n], here[n]) }
    }
    let values = try VoxelBuffer<Float>(count: joined.count) { target in
      _ = target.initialize(from: joined)
    }
    return HeatVolume(
      geometry: grid, values: values, scale: max(joined.max() ?? 0, Float(reference)),
      method: "Grad-CAM", levels: maps.map(\.level))
  }
}
