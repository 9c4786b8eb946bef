import Foundation

extension Calibration {
  /// The calibrated probability of a logit.
  func probability(ofLogit logit: Double) -> Double { 1 / (1 + exp(-(slope * logit + intercept))) }
}

/// The neck as a whole.
enum Overall {
  /// Noisy-OR: the chance that at least one level is fractured, were they independent.
  ///
  /// Source: second place of the RSNA-2022 challenge used exactly this.
  /// - Returns: nil when no level was assessed.
  static func probability(of levels: [Double?]) -> Double? {
    let known = levels.compactMap { $0 }
    return known.isEmpty ? nil : 1 - known.reduce(1) { $0 * (1 - $1) }
  }
}
