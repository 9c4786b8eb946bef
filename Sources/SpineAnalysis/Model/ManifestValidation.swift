import Foundation
import Imaging

extension ModelManifest {
  /// The names that `localise.outputs.classes` must have, in this order.
  static let classes = ["background"] + Level.allCases.map(\.description) + ["T1+"]

  /// Reads a manifest and checks every value that a later step relies on.
  ///
  /// - Parameter path: for the error's sentence only.
  init(json: Data, path: String) throws(ModelPackageError) {
    do {
      self = try JSONDecoder().decode(Self.self, from: json)
    } catch let error as DecodingError {
      throw .manifest(path: path, reason: Self.sentence(error))
    } catch {
      throw .manifest(path: path, reason: "it is not JSON")
    }
    if let reason = firstProblem { throw .manifest(path: path, reason: reason) }
  }

  /// The first thing wrong with the values, as the end of a sentence.
  private var firstProblem: String? {
    if format != 1 { return "its format is \(format), and this program reads 1" }
    if name.isEmpty || version.isEmpty { return "name and version must not be empty" }
    return localise.firstProblem ?? classify.firstProblem ?? thresholdProblem ?? fileProblem
  }

  private var thresholdProblem: String? {
    for level in Level.allCases where thresholds.levels[level.description] == nil {
      return "thresholds.levels has no \(level)"
    }
    let points = thresholds.levels.map { ($0.key, $0.value) } + [("overall", thresholds.overall)]
    for (name, point) in points.sorted(by: { $0.0 < $1.0 }) {
      for value in [point.value, point.sensitivity, point.specificity] where !(0...1 ~= value) {
        return "the threshold of \(name) has \(value), which is not within 0…1"
      }
    }
    return nil
  }

  private var fileProblem: String? {
    for file in [localise.file, classify.file] where files[file] == nil {
      return "files has no SHA-256 of \(file)"
    }
    for (file, digest) in files.sorted(by: { $0.key < $1.key }) {
      if file.isEmpty || file.contains("/") || file.hasPrefix(".") {
        return "\"\(file)\" is not a plain file name"
      }
      if digest.count != 64 || !digest.allSatisfy({ $0.isHexDigit }) {
        return "the SHA-256 of \(file) is not 64 hexadecimal digits"
      }
    }
    return nil
  }

  private static func sentence(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "the document" : path.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(place(context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(place(context.codingPath)) has a value of the wrong type"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "it is not JSON" : "\(place(context.codingPath)) has a value of the wrong type"
    @unknown default:
      return "it is not JSON"
    }
  }
}

extension LocaliseStage {
  fileprivate var firstProblem: String? {
    if input.layout != "NCDHW" { return "localise.input.layout must be NCDHW" }
    if !(1...10 ~= input.spacingMillimetres) { return "localise.input.spacing_mm must be 1…10" }
    if !(1...64 ~= input.sizeMultiple) { return "localise.input.size_multiple must be 1…64" }
    if input.maximumSide < input.sizeMultiple || input.maximumSide > 1024 {
      return "localise.input.maximum_side must be \(input.sizeMultiple)…1024"
    }
    if outputs.classes != ModelManifest.classes {
      return
        "localise.outputs.classes must be \(ModelManifest.classes.joined(separator: ", ")) in this order"
    }
    if !(0.1...100 ~= outputs.offsetMillimetres) {
      return "localise.outputs.offset_mm must be 0.1…100"
    }
    return input.windowHU.firstProblem("localise") ?? requires.firstProblem("localise")
  }
}

extension ClassifyStage {
  fileprivate var firstProblem: String? {
    if input.layout != "SCHW" { return "classify.input.layout must be SCHW" }
    if !(3...99 ~= input.slices) { return "classify.input.slices must be 3…99" }
    if !(1...15 ~= input.neighbours) || input.neighbours % 2 == 0 {
      return "classify.input.neighbours must be odd, 1…15"
    }
    if !(0.1...5 ~= input.neighbourStepMillimetres) {
      return "classify.input.neighbour_step_mm must be 0.1…5"
    }
    if !(16...512 ~= input.sizePixels) { return "classify.input.size_pixels must be 16…512" }
    if !(0.1...5 ~= input.pixelMillimetres) { return "classify.input.pixel_mm must be 0.1…5" }
    if !(0...20 ~= input.marginMillimetres) { return "classify.input.margin_mm must be 0…20" }
    if !(calibration.slope > 0 && calibration.slope.isFinite && calibration.intercept.isFinite) {
      return "classify.calibration needs a positive slope and a finite intercept"
    }
    if !(heat.reference > 0 && heat.reference.isFinite) {
      return "classify.heat.reference must be positive"
    }
    return input.windowHU.firstProblem("classify") ?? requires.firstProblem("classify")
  }
}

extension InputWindow {
  fileprivate func firstProblem(_ stage: String) -> String? {
    low.isFinite && high.isFinite && high - low >= 1
      ? nil : "\(stage).input.window_hu must be two HU, the lower first"
  }
}

extension StageRequirements {
  fileprivate func firstProblem(_ stage: String) -> String? {
    pixelMillimetres > 0 && sliceMillimetres > 0
      ? nil : "\(stage).requires must have positive pixel_mm and slice_mm"
  }
}
