/// Validation, and the grid in patient space.
extension NIfTIHeader {
  /// Sizes along i, j, k.
  var dimensions: SIMD3<Int> {
    [dim[1], dim[0] >= 2 ? dim[2] : 1, dim[0] >= 3 ? dim[3] : 1]
  }

  func validate() throws(NIfTIError) {
    guard (1...7).contains(dim[0]) else {
      throw .field("dim[0]", value: "\(dim[0])", mustBe: "1 to 7")
    }
    for axis in 1...dim[0] where !(1...1_000_000).contains(dim[axis]) {
      throw .field("dim[\(axis)]", value: "\(dim[axis])", mustBe: "1 to 1000000")
    }
    for axis in 4..<8 where axis <= dim[0] && dim[axis] > 1 {
      throw .field(
        "dim[\(axis)]", value: "\(dim[axis])", mustBe: "1: only three-dimensional images are opened"
      )
    }
    guard voxOffset >= 0 else {
      throw .field("vox_offset", value: "\(voxOffset)", mustBe: "at least 0")
    }
    if sclSlope.isFinite, sclSlope != 0, !sclInter.isFinite {
      throw .field("scl_inter", value: "\(sclInter)", mustBe: "a number")
    }
  }

  /// Millimetres for each unit of length of the header (1 m, 2 mm, 3 µm; 0 is taken for mm).
  private var millimetresPerUnit: Double {
    switch xyztUnits & 7 {
    case 1: 1000
    case 3: 0.001
    default: 1
    }
  }

  /// The grid: sform where it is set, else qform, else spacing alone with a warning.
  ///
  /// Source: nifti1.h, "METHOD 1…3"; the order of nibabel's `get_best_affine`.
  func geometry() throws(NIfTIError) -> (VolumeGeometry, [ImagingWarning]) {
    var warnings: [ImagingWarning] = []
    let affine: Affine
    let sform = sformCode > 0 ? sformAffine : nil
    let qform = qformCode > 0 ? try qformAffine() : nil
    if let sform {
      affine = sform
      if let qform, corners(sform, differFrom: qform) {
        warnings.append(
          ImagingWarning(
            code: "nifti-forms-differ",
            text: "sform and qform place the image differently; sform is used"))
      }
    } else if let qform {
      affine = qform
    } else {
      affine = Affine(spacing: try spacing(), origin: .zero)
      warnings.append(
        ImagingWarning(
          code: "orientation-unknown",
          text: "the header does not say how the image lies in the patient: sides may be swapped"))
    }
    let rows = affine.rows.flatMap { $0 }
    guard rows.allSatisfy(\.isFinite), abs(affine.determinant) > 1e-12 else {
      throw .field(
        sform != nil ? "srow" : "pixdim", value: "degenerate", mustBe: "an invertible matrix")
    }
    let scaled = Affine(
      i: affine.i * millimetresPerUnit, j: affine.j * millimetresPerUnit,
      k: affine.k * millimetresPerUnit, origin: affine.origin * millimetresPerUnit)
    let geometry = VolumeGeometry(dimensions: dimensions, affine: scaled.flippedXY)
    if let reason = geometry.impossibility { throw .geometry(reason: reason) }
    return (geometry, warnings)
  }

  private var sformAffine: Affine {
    func column(_ c: Int) -> SIMD3<Double> { [srow[0][c], srow[1][c], srow[2][c]] }
    return Affine(i: column(0), j: column(1), k: column(2), origin: column(3))
  }

  /// Spacing from pixdim; its sign has no meaning. Axes that the image does not have count as 1.
  private func spacing() throws(NIfTIError) -> SIMD3<Double> {
    var spacing = SIMD3<Double>(1, 1, 1)
    for axis in 1...3 where axis <= dim[0] {
      let value = abs(pixdim[axis])
      guard value.isFinite, value > 0 else {
        throw .field("pixdim[\(axis)]", value: "\(pixdim[axis])", mustBe: "not 0")
      }
      spacing[axis - 1] = value
    }
    return spacing
  }

  /// Rotation of the unit quaternion (a, b, c, d), spacing, and qfac for a left-handed k.
  ///
  /// Source: nifti1.h, "QUATERNION REPRESENTATION OF ROTATION MATRIX"; the tolerance on b² + c² + d²
  /// is nibabel's, three float32 epsilons. Within it a is 0: the root of rounding noise would turn a
  /// half turn by half a thousandth.
  func qformAffine() throws(NIfTIError) -> Affine {
    let (b, c, d) = (quatern.x, quatern.y, quatern.z)
    let rest = 1 - (b * b + c * c + d * d)
    let noise = 3 * Double(Float.ulpOfOne)
    guard rest > -noise else {
      throw .field("quatern_b, c, d", value: "\(quatern)", mustBe: "part of a unit quaternion")
    }
    let a = rest < noise ? 0 : rest.squareRoot()
    let spacing = try spacing()
    let qfac: Double = pixdim[0] == -1 ? -1 : 1
    return Affine(
      i: SIMD3(a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)) * spacing.x,
      j: SIMD3(2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)) * spacing.y,
      k: SIMD3(2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - c * c - b * b)
        * (spacing.z * qfac),
      origin: qoffset)
  }

  /// True when a corner of the grid moves by more than 0.1 mm between the two.
  private func corners(_ a: Affine, differFrom b: Affine) -> Bool {
    let grids = [a, b].map { VolumeGeometry(dimensions: dimensions, affine: $0).corners }
    return zip(grids[0], grids[1]).contains { ($0 - $1).length * millimetresPerUnit > 0.1 }
  }
}
