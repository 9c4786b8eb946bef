/// Why a volume cannot be analysed at all.
public enum AnalysisError: Error, Sendable, Equatable, CustomStringConvertible {
  case notCT(modality: String)
  case notHounsfieldUnits(reason: String)
  case noGeometry
  case tooFewSlices(count: Int)
  case tooCoarse(pixelMillimetres: Double, sliceMillimetres: Double)
  case fieldOfViewTooLarge(millimetres: Int)
  case empty

  public var description: String {
    switch self {
    case .notCT(let modality):
      "the series is \(modality), and the model reads CT: choose a CT series with --series"
    case .notHounsfieldUnits(let reason):
      "the voxels do not look like Hounsfield units (\(reason)): convert the image to HU first"
    case .noGeometry:
      "the image says nothing of where its slices lie, so no level can be placed: use files with position and orientation"
    case .tooFewSlices(let count):
      "the series has \(count) slices, too few for a neck: choose the axial volume with --series"
    case .tooCoarse(let pixel, let slice):
      "pixels of \(millimetres(pixel)) mm and slices of \(millimetres(slice)) mm are too coarse to name levels"
    case .fieldOfViewTooLarge(let millimetres):
      "the field of view is \(millimetres) mm long, more than the model's grid holds: cut the neck out first"
    case .empty:
      "there is no body in the image: nothing is denser than air"
    }
  }
}

/// A length for people: at most two decimals.
func millimetres(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let fraction = hundredths % 100
  if fraction == 0 { return "\(hundredths / 100)" }
  let digits = fraction < 10 ? "0\(fraction)" : "\(fraction)"
  return "\(hundredths / 100).\(digits.hasSuffix("0") ? String(digits.dropLast()) : digits)"
}
