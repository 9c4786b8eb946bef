import Imaging

// The words of measurements, the same in picture, panel and status line.

extension Measuring.Tool {
  var title: String { rawValue }
}

extension Viewing.State {
  /// "1: 23.4 mm".
  func label(of measurement: Measuring.Measurement) -> String {
    "\(measurement.number): \(text(of: measurement.value))"
  }

  /// The value's words; under a slab a region's say that they are of less than the picture shows.
  func text(of value: Measuring.Value) -> String {
    value.text + (isOfSingleSlice(value) ? ", single slice" : "")
  }

  /// Whether a slab is shown and this was measured on the slice in its middle.
  func isOfSingleSlice(_ value: Measuring.Value) -> Bool {
    if slab != nil, case .region = value { true } else { false }
  }
}

extension Measuring.Value {
  /// "23.4 mm", "87.5°", "412.3 ± 35.1 HU".
  var text: String {
    switch self {
    case .millimetres(let length): "\(fixed(length)) mm"
    case .degrees(let angle): "\(fixed(angle))°"
    case .region(_, let statistics?): statistics.text
    case .region(_, nil): "nothing scanned"
    }
  }

  /// What a region's numbers were made of, for the panel; empty for the others.
  var details: [String] {
    guard case .region(let area, let statistics) = self else { return [] }
    let size = area.map { "\(fixed($0)) mm²" }
    guard let statistics else { return size.map { [$0] } ?? [] }
    let count: String
    switch statistics.source {
    case .storedVoxels: count = "\(statistics.count) voxels"
    case .samples(let spacing): count = "\(statistics.count) samples at \(hundredths(spacing)) mm"
    }
    let left = statistics.excluded > 0 ? ", \(statistics.excluded) not scanned" : ""
    return [
      (size.map { $0 + ", " } ?? "") + count + left,
      "\(wholeHU(statistics.minimum)) to \(wholeHU(statistics.maximum)) HU",
    ]
  }
}

extension RegionStatistics {
  /// "412.3 ± 35.1 HU"; a single value has no spread.
  var text: String {
    let spread = standardDeviation.map { " ± \(fixed($0))" } ?? ""
    return "\(fixed(mean))\(spread) HU"
  }
}

/// A whole number with a real minus sign.
private func wholeHU(_ value: Double) -> String {
  guard let whole = Int(exactly: value.rounded()) else { return "\(value)" }
  return whole < 0 ? "−\(-whole)" : "\(whole)"
}
