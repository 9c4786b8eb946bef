/// One of the three axes of patient space.
enum PatientAxis: Int, CaseIterable, Sendable {
  /// Right (−) to left (+).
  case x
  /// Anterior (−) to posterior (+).
  case y
  /// Inferior (−) to superior (+).
  case z

  var unit: SIMD3<Double> {
    var v = SIMD3<Double>.zero
    v[rawValue] = 1
    return v
  }

  /// The letter of the patient's side towards which the axis grows (`sign` ≥ 0) or falls.
  func letter(sign: Double) -> String {
    switch self {
    case .x: sign >= 0 ? "L" : "R"
    case .y: sign >= 0 ? "P" : "A"
    case .z: sign >= 0 ? "S" : "I"
    }
  }
}

/// The side of the patient that `direction` points to: one letter of L R A P S I, or two, the
/// stronger first, when it is more than 5° off the patient's axis.
///
/// Source: DICOM PS3.3 C.7.6.1.1.1 (Patient Orientation), with S and I for H and F.
public func orientationLetters(towards direction: SIMD3<Double>) -> String {
  let unit = direction.normalized
  let byStrength = PatientAxis.allCases.sorted { abs(unit[$0.rawValue]) > abs(unit[$1.rawValue]) }
  let main = byStrength[0].letter(sign: unit[byStrength[0].rawValue])
  // cos 5°: below it a picture looks straight, and a second letter would only be noise.
  guard abs(unit[byStrength[0].rawValue]) < 0.996_194_698 else { return main }
  return main + byStrength[1].letter(sign: unit[byStrength[1].rawValue])
}

/// Which patient axis each of three directions follows best: the one-to-one assignment with the
/// greatest sum of |cosines|.
func closestAxes(to directions: [SIMD3<Double>]) -> [PatientAxis] {
  let units = directions.map(\.normalized)
  let orders: [[PatientAxis]] = [
    [.x, .y, .z], [.x, .z, .y], [.y, .x, .z], [.y, .z, .x], [.z, .x, .y], [.z, .y, .x],
  ]
  var best = orders[0]
  var bestSum = -Double.infinity
  for order in orders {
    let sum = zip(units, order).reduce(0) { $0 + abs($1.0[$1.1.rawValue]) }
    // A tie (exactly 45°) keeps the earlier order, so that the answer never depends on rounding.
    if sum > bestSum + 1e-9 { (best, bestSum) = (order, sum) }
  }
  return best
}

extension Affine {
  /// Towards which side of the patient each index grows, as "LPS" for the usual axial CT.
  ///
  /// The same letters as nibabel's `aff2axcodes` of the RAS matrix.
  public var orientationCode: String {
    let columns = [i, j, k]
    return zip(columns, closestAxes(to: columns))
      .map { column, axis in axis.letter(sign: column[axis.rawValue]) }
      .joined()
  }
}
