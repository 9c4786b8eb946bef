/// The slices of a volume in one orientation, as a reader pages through them.
///
/// Radiological convention: the patient's right on the left of axial and coronal pictures, anterior
/// on the left of sagittal ones. Index 0 is the most cranial (axial), the right-most (sagittal), the
/// most anterior (coronal) slice. The orientation in which the volume was acquired shows the stored
/// slices as they are, tilt included; the other two lie along the patient's axes. Pixels are square,
/// as wide as the finer in-plane voxel spacing, their centres on voxel centres at the top left.
public struct SliceStack: Sendable, Hashable {
  public let orientation: PlaneOrientation
  /// Number of slices.
  public let sliceCount: Int
  /// True when these are the stored slices.
  public let isAcquired: Bool
  private let geometry: VolumeGeometry
  /// Slice 0, at the place that `step` starts from.
  private let first: Plane
  /// From one slice to the next, mm; along the volume's k for the acquired stack.
  private let step: SIMD3<Double>
  /// The acquired stack pages against the stored order.
  private let isReversed: Bool

  /// - Parameter native: keeps the voxels' own, perhaps unequal, pixel spacings.
  public init(geometry: VolumeGeometry, orientation: PlaneOrientation, native: Bool = false) {
    let affine = geometry.affine
    let normal = affine.i.cross(affine.j).normalized
    let axes = closestAxes(to: [affine.i, affine.j, normal])
    self.orientation = orientation
    self.geometry = geometry
    isAcquired = axes[2] == orientation.throughAxis
    if isAcquired {
      let iIsRight = axes[0] == orientation.rightAxis
      let right = (iIsRight ? affine.i : affine.j).towards(orientation.right)
      let other = (iIsRight ? affine.j : affine.i).towards(orientation.down)
      // A grid sheared within the slice is shown undistorted: `down` is made perpendicular.
      let down = (other - right * other.dot(right)).normalized
      let through = orientation.through
      isReversed = affine.k.dot(normal) * normal.dot(through) < 0
      sliceCount = geometry.dimensions.z
      step = affine.k
      var spacing = SIMD2<Double>(affine.i.length, affine.j.length)
      if !iIsRight { spacing = [spacing.y, spacing.x] }
      if !native { spacing = .init(repeating: spacing.min()) }
      let d = geometry.dimensions
      let corners = [(0, 0), (d.x - 1, 0), (0, d.y - 1), (d.x - 1, d.y - 1)].map {
        affine.position(of: [Double($0.0), Double($0.1), 0])
      }
      first = Plane(covering: corners, right: right, down: down, pixelSpacing: spacing)
    } else {
      isReversed = false
      let along = geometry.spacingAlongPatientAxes
      var spacing = SIMD2<Double>(
        along[orientation.rightAxis.rawValue], along[orientation.downAxis.rawValue])
      if !native { spacing = .init(repeating: spacing.min()) }
      let corners = geometry.corners
      let heights = corners.map { $0.dot(orientation.through) }
      let lowest = heights.min() ?? 0
      let gap = along[orientation.throughAxis.rawValue]
      sliceCount = gridCount(from: lowest, to: heights.max() ?? 0, step: gap)
      step = orientation.through * gap
      let flat = corners.map { $0 + orientation.through * (lowest - $0.dot(orientation.through)) }
      first = Plane(
        covering: flat, right: orientation.right, down: orientation.down, pixelSpacing: spacing)
    }
  }

  /// Where slice `index` is cut.
  ///
  /// - Precondition: 0 ≤ `index` < `sliceCount`.
  public func plane(at index: Int) -> Plane {
    precondition(index >= 0 && index < sliceCount, "slice \(index) of \(sliceCount)")
    var plane = first
    plane.origin += step * offset(of: index)
    return plane
  }

  /// The slice nearest to `position` (LPS, mm), clamped to the stack.
  public func index(of position: Position) -> Int {
    if isAcquired {
      let k = geometry.affine.index(of: position).z
      let stored = geometry.nearestSlice(toK: k)
      return isReversed ? sliceCount - 1 - stored : stored
    }
    let steps = (position - first.origin).dot(step.normalized) / step.length
    return Int(min(max(steps.rounded(), 0), Double(sliceCount - 1)))
  }

  /// The slice whose middle is nearest to `millimetres` on the patient axis that the stack follows
  /// (z for axial, x for sagittal, y for coronal; LPS).
  public func index(atMillimetres millimetres: Double) -> Int {
    (0..<sliceCount).min {
      abs(self.millimetres(at: $0) - millimetres) < abs(self.millimetres(at: $1) - millimetres)
    } ?? 0
  }

  /// LPS coordinate of the middle of slice `index` on the patient axis that the stack follows.
  public func millimetres(at index: Int) -> Double {
    plane(at: index).centre[orientation.throughAxis.rawValue]
  }

  /// The stored slice shown as slice `index`; nil unless `isAcquired`.
  public func storedSlice(at index: Int) -> Int? {
    isAcquired ? (isReversed ? sliceCount - 1 - index : index) : nil
  }

  private func offset(of index: Int) -> Double {
    guard let stored = storedSlice(at: index) else { return Double(index) }
    return geometry.sliceCoordinates?[stored] ?? Double(stored)
  }
}

extension PlaneOrientation {
  var rightAxis: PatientAxis { self == .sagittal ? .y : .x }
  var downAxis: PatientAxis { self == .axial ? .y : .z }
  var throughAxis: PatientAxis {
    switch self {
    case .axial: .z
    case .sagittal: .x
    case .coronal: .y
    }
  }

  /// Towards the right of the picture: left of the patient, or posterior in sagittal pictures.
  var right: SIMD3<Double> { rightAxis.unit }
  /// Down the picture: posterior in axial pictures, caudal in the others.
  var down: SIMD3<Double> { self == .axial ? downAxis.unit : -downAxis.unit }
  /// The order of the slices: caudal, to the patient's left, posterior.
  var through: SIMD3<Double> { self == .axial ? -throughAxis.unit : throughAxis.unit }
}

extension SIMD3<Double> {
  /// The unit vector along ±self that points to the side of `target`.
  fileprivate func towards(_ target: Self) -> Self { dot(target) < 0 ? -normalized : normalized }
}

extension Plane {
  /// The smallest plane whose pixel centres span `corners`, which lie in one plane.
  init(
    covering corners: [Position], right: SIMD3<Double>, down: SIMD3<Double>,
    pixelSpacing: SIMD2<Double>
  ) {
    let start = corners[0]
    let across = corners.map { ($0 - start).dot(right) }
    let along = corners.map { ($0 - start).dot(down) }
    let (left, top) = (across.min() ?? 0, along.min() ?? 0)
    self.init(
      origin: start + right * left + down * top, right: right, down: down,
      pixelSpacing: pixelSpacing,
      width: gridCount(from: left, to: across.max() ?? 0, step: pixelSpacing.x),
      height: gridCount(from: top, to: along.max() ?? 0, step: pixelSpacing.y))
  }
}

extension VolumeGeometry {
  /// Voxel spacing along the patient's x, y and z: that of the index axis which follows each best.
  var spacingAlongPatientAxes: SIMD3<Double> {
    let columns = [affine.i, affine.j, affine.k]
    var along = SIMD3<Double>.zero
    for (column, axis) in zip(columns, closestAxes(to: columns)) {
      along[axis.rawValue] = column.length
    }
    return along
  }

  /// The stored slice nearest to continuous `k`.
  func nearestSlice(toK k: Double) -> Int {
    guard let coordinates = sliceCoordinates else {
      return Int(min(max(k.rounded(), 0), Double(dimensions.z - 1)))
    }
    return coordinates.indices.min { abs(coordinates[$0] - k) < abs(coordinates[$1] - k) } ?? 0
  }
}

/// How many steps, end points included, fit from `start` to `end`; rounding never loses the last.
private func gridCount(from start: Double, to end: Double, step: Double) -> Int {
  Int(((end - start) / step + 1e-6).rounded(.down)) + 1
}
