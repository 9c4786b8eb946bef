import Imaging

/// The grid on which stage 1 sees a study: LPS axes, one spacing, around the body, never stretched.
enum LocaliserGrid {
  /// Above this, a coarse voxel is body: between air (−1000) and fat (−100).
  private static let bodyHU: Float = -300
  /// Spacing of the search for the body, mm.
  private static let searchSpacing = 8.0
  /// Air kept around the body, mm.
  private static let margin = 8.0

  /// - Throws: `AnalysisError.fieldOfViewTooLarge`; `AnalysisError.empty` when there is no body.
  static func geometry(
    for volume: Volume, input: LocaliseStage.Input, threads: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> VolumeGeometry {
    let field = Box(containing: volume.geometry.outerCorners)
    let search = grid(around: field, spacing: searchSpacing, multiple: 1)
    let side = search.dimensions.max() * Int(searchSpacing)
    guard side <= input.maximumSide * Int(input.spacingMillimetres) else {
      throw AnalysisError.fieldOfViewTooLarge(millimetres: side)
    }
    let coarse = try VolumeSampler(volume: volume).values(
      on: search, threads: threads, isCancelled: isCancelled)
    let components = Components(mask: coarse.map { $0 > bodyHU }, size: search.dimensions)
    guard let body = components.largest, let bounds = components.bounds(of: body) else {
      throw AnalysisError.empty
    }
    let half = SIMD3(repeating: searchSpacing / 2 + margin)
    let found = Box(
      minimum: search.position(i: bounds.lower.x, j: bounds.lower.y, slice: bounds.lower.z) - half,
      maximum: search.position(i: bounds.upper.x, j: bounds.upper.y, slice: bounds.upper.z) + half)
    let result = grid(
      around: found.intersection(field), spacing: input.spacingMillimetres,
      multiple: input.sizeMultiple)
    guard result.dimensions.max() <= input.maximumSide else {
      throw AnalysisError.fieldOfViewTooLarge(millimetres: side)
    }
    return result
  }

  /// The smallest grid of whole multiples that covers `box`, centred on it.
  static func grid(around box: Box, spacing: Double, multiple: Int) -> VolumeGeometry {
    let extent = box.maximum - box.minimum
    func side(_ millimetres: Double) -> Int {
      let voxels = max(1, Int((millimetres / spacing).rounded(.up)))
      return (voxels + multiple - 1) / multiple * multiple
    }
    let size = SIMD3(side(extent.x), side(extent.y), side(extent.z))
    let centre = (box.minimum + box.maximum) / 2
    let reach = SIMD3<Double>(Double(size.x - 1), Double(size.y - 1), Double(size.z - 1))
    return VolumeGeometry(
      dimensions: size,
      affine: Affine(spacing: SIMD3(repeating: spacing), origin: centre - reach * (spacing / 2)))
  }
}

extension SIMD3<Int> {
  func max() -> Int { Swift.max(x, y, z) }
}

extension Box {
  init(containing points: [Position]) {
    var low = points[0]
    var high = points[0]
    for point in points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    self.init(minimum: low, maximum: high)
  }

  func intersection(_ other: Box) -> Box {
    let low = pointwiseMax(minimum, other.minimum)
    return Box(minimum: low, maximum: pointwiseMax(low, pointwiseMin(maximum, other.maximum)))
  }
}

extension VolumeGeometry {
  /// The eight corners of the field of view: the outer edges of the corner voxels, LPS mm.
  var outerCorners: [Position] {
    let upper =
      SIMD3<Double>(Double(dimensions.x), Double(dimensions.y), Double(dimensions.z)) - 0.5
    return [-0.5, upper.z].flatMap { c in
      [-0.5, upper.y].flatMap { b in
        [-0.5, upper.x].map { a in affine.position(of: [a, b, c]) }
      }
    }
  }
}
