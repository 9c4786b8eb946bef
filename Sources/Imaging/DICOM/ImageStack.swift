/// Parallel images in order along their normal, and the grid on which they lie.
struct ImageStack {
  /// Ascending along the normal.
  let instances: [Instance]
  let geometry: VolumeGeometry
  /// What is odd about the places: tilt, gaps, uneven steps.
  let warnings: [ImagingWarning]

  init(instances: [Instance], geometry: VolumeGeometry, warnings: [ImagingWarning]) {
    (self.instances, self.geometry, self.warnings) = (instances, geometry, warnings)
  }

  /// How far a slice may lie from the straight, even line through the first and last one: 0.1 mm,
  /// or a tenth of the step where that is less.
  static let tolerance = 0.1

  /// - Parameter unordered: images of one size and orientation, none at the same place.
  /// - Throws: `notAVolume` when the places are not stated or lie on no line.
  init(_ unordered: [Instance]) throws(DICOMError) {
    guard let first = unordered.first, let normal = first.plane?.normal else {
      throw .notAVolume(reason: "the files do not say where in the patient they lie")
    }
    var placed: [(height: Double, instance: Instance, plane: ImagePlane)] = []
    for instance in unordered {
      guard let plane = instance.plane else {
        throw .notAVolume(reason: "some files do not say where in the patient they lie")
      }
      placed.append((plane.position.dot(normal), instance, plane))
    }
    placed.sort { ($0.height, $0.instance.path) < ($1.height, $1.instance.path) }
    instances = placed.map(\.instance)
    (geometry, warnings) = try Self.grid(
      placed.map(\.plane), columns: first.columns, rows: first.rows,
      thickness: first.sliceThickness)
    if let reason = geometry.impossibility { throw .notAVolume(reason: reason) }
  }

  private static func grid(
    _ planes: [ImagePlane], columns: Int, rows: Int, thickness: Double?
  ) throws(DICOMError) -> (VolumeGeometry, [ImagingWarning]) {
    let plane = planes[0]
    let count = planes.count
    let i = plane.alongRow * plane.columnSpacing
    let j = plane.alongColumn * plane.rowSpacing
    let dimensions = SIMD3(columns, rows, count)
    guard count > 1 else {
      var warnings = [ImagingWarning(code: "single-slice", text: "there is only one slice")]
      let step = thickness.flatMap { VolumeGeometry.possibleSpacing.contains($0) ? $0 : nil }
      if step == nil {
        warnings.append(
          ImagingWarning(
            code: "thickness-unknown", text: "the slice thickness is not stated: 1 mm is drawn"))
      }
      let affine = Affine(i: i, j: j, k: plane.normal * (step ?? 1), origin: plane.position)
      return (VolumeGeometry(dimensions: dimensions, affine: affine), warnings)
    }
    // The step from the first to the last place, not normal times spacing: with it a tilted gantry
    // is exact, and rounded positions do not add up.
    let line = planes[count - 1].position - plane.position
    let affine = Affine(i: i, j: j, k: line / Double(count - 1), origin: plane.position)
    let coordinates = planes.map { ($0.position - plane.position).dot(line) / line.dot(line) }
    let sideways = zip(planes, coordinates).map { item, t in
      (item.position - plane.position - line * t).length
    }
    guard let worst = sideways.max(), worst <= tolerance else {
      throw .notAVolume(
        reason: "the slices do not lie on one line (\(millimetres(sideways.max() ?? 0)) off)")
    }
    guard zip(coordinates, coordinates.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw .notAVolume(reason: "several slices lie at one place of the stack")
    }
    var (warnings, isEven) = spacingWarnings(coordinates.map { $0 * line.length })
    var geometry = VolumeGeometry(dimensions: dimensions, affine: affine)
    if !isEven {
      var places = coordinates.map { $0 * Double(count - 1) }
      places[0] = 0
      places[count - 1] = Double(count - 1)
      geometry.sliceCoordinates = places
    }
    if geometry.shearDegrees > 0.1 {
      let degrees = (geometry.shearDegrees * 10).rounded() / 10
      warnings.append(
        ImagingWarning(
          code: "tilted", text: "the gantry was tilted by \(degrees)°; pictures are true to it"))
    }
    return (geometry, warnings)
  }

  /// - Parameter heights: mm along the stack, ascending.
  static func isEven(_ heights: [Double]) -> Bool { spacingWarnings(heights).isEven }

  private static func spacingWarnings(
    _ heights: [Double]
  ) -> (warnings: [ImagingWarning], isEven: Bool) {
    let count = heights.count
    guard count > 2 else { return ([], true) }
    let step = (heights[count - 1] - heights[0]) / Double(count - 1)
    let allowed = min(tolerance, abs(step) / 10)
    let isEven = heights.indices.allSatisfy {
      abs(heights[$0] - heights[0] - step * Double($0)) <= allowed
    }
    if isEven { return ([], true) }
    let gaps = (1..<count).map { heights[$0] - heights[$0 - 1] }
    let usual = gaps.sorted()[gaps.count / 2]
    let wide = gaps.filter { $0 > 1.5 * usual }
    // Places from a file may be any.
    let missing = wide.reduce(0) { $0 + max(1, Int(min($1 / max(usual, 1e-9), 1e6).rounded()) - 1) }
    var warnings: [ImagingWarning] = []
    if missing > 0 {
      warnings.append(
        ImagingWarning(
          code: "missing-slices",
          text: "\(missing) slice\(missing == 1 ? " seems" : "s seem") missing: "
            + "gaps up to \(millimetres(wide.max() ?? 0)), usually \(millimetres(usual))"))
    }
    if gaps.contains(where: { abs($0 - usual) > allowed && $0 <= 1.5 * usual }) || missing == 0 {
      warnings.append(
        ImagingWarning(
          code: "uneven-spacing",
          text:
            "slices are \(millimetres(gaps.min() ?? 0)) to \(millimetres(gaps.max() ?? 0)) apart"))
    }
    return (warnings, false)
  }

  private static func millimetres(_ value: Double) -> String {
    "\((value * 100).rounded() / 100) mm"
  }
}
