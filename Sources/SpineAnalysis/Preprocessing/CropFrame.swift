import Imaging

/// Where the slices of one level lie: across the spine, centred on the vertebra, along its curve.
struct CropFrame: Sendable, Equatable {
  /// Middle of the crop, LPS mm.
  let centre: Position
  /// Unit vectors of columns (to the patient's left), rows (to posterior) and slices (to caudal).
  let left: SIMD3<Double>
  let posterior: SIMD3<Double>
  let caudal: SIMD3<Double>
  /// Distance between neighbouring slices, mm.
  let pitch: Double

  /// Fits a frame to a vertebra.
  ///
  /// The slices stand perpendicular to `caudal` and spread evenly over the mask and `margin` beyond
  /// it; in the plane the crop is centred on the middle of the mask's extent, so that the spinous
  /// process is inside. Extents are the 1st to 99th percentile, against stray voxels.
  /// - Parameters:
  ///   - points: positions of the mask's voxels, LPS mm; at least one.
  ///   - direction: along the spine towards caudal, any length.
  init(points: [Position], direction: SIMD3<Double>, slices: Int, margin: Double) {
    let caudal = direction.normalized
    let axis = SIMD3<Double>(1, 0, 0)
    let left = (axis - caudal * axis.dot(caudal)).normalized
    let posterior = left.cross(caudal)
    func extent(_ axis: SIMD3<Double>) -> (low: Double, high: Double) {
      let along = points.map { $0.dot(axis) }.sorted()
      let cut = along.count / 100
      return (along[cut], along[along.count - 1 - cut])
    }
    let x = extent(left)
    let y = extent(posterior)
    let z = extent(caudal)
    self.caudal = caudal
    self.left = left
    self.posterior = posterior
    centre =
      left * ((x.low + x.high) / 2) + posterior * ((y.low + y.high) / 2)
      + caudal * ((z.low + z.high) / 2)
    pitch = max(0.5, (z.high - z.low + 2 * margin) / Double(slices - 1))
  }

  /// The grid of the crop's slices, moved by `offset` mm to caudal.
  func geometry(_ input: ClassifyStage.Input, offset: Double = 0) -> VolumeGeometry {
    let pixel = input.pixelMillimetres
    let side = Double(input.sizePixels - 1) / 2 * pixel
    let reach = Double(input.slices - 1) / 2 * pitch
    return VolumeGeometry(
      dimensions: SIMD3(input.sizePixels, input.sizePixels, input.slices),
      affine: Affine(
        i: left * pixel, j: posterior * pixel, k: caudal * pitch,
        origin: centre - left * side - posterior * side - caudal * (reach - offset)))
  }
}

/// The direction of the spine at each level.
enum SpineCurve {
  /// Towards caudal at each centre: the chord of its neighbours, one-sided at the ends.
  ///
  /// - Parameter centres: from cranial to caudal. A single one gets the patient's own axis.
  static func directions(_ centres: [Position]) -> [SIMD3<Double>] {
    centres.indices.map { n in
      let above = centres[max(0, n - 1)]
      let below = centres[min(centres.count - 1, n + 1)]
      let chord = below - above
      return chord.length > 0 ? chord.normalized : [0, 0, -1]
    }
  }
}
