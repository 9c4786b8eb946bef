/// Figures of merit.
public enum Metrics {
  /// Area under the ROC curve: the chance that a positive scores above a negative, ties half.
  ///
  /// Source: Hanley and McNeil, Radiology 143, 1982.
  /// - Returns: nil when one side is empty.
  public static func areaUnderCurve(_ cases: [(score: Double, isPositive: Bool)]) -> Double? {
    let positives = cases.filter(\.isPositive).map(\.score)
    let negatives = cases.filter { !$0.isPositive }.map(\.score)
    guard !positives.isEmpty, !negatives.isEmpty else { return nil }
    var wins = 0.0
    for p in positives { for n in negatives { wins += p > n ? 1 : p == n ? 0.5 : 0 } }
    return wins / Double(positives.count * negatives.count)
  }
}
