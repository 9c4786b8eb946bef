import Foundation

/// How a window turns HU into greys.
///
/// Source: DICOM PS3.3 C.11.2.1.2 (LINEAR), C.11.2.1.3 (SIGMOID, LINEAR_EXACT), C.11.2.1.1 (VOI LUT).
public enum VOIFunction: Sendable, Hashable {
  /// The usual one: greys rise over `width − 1` HU around `center − 0.5`.
  case linear
  /// Greys rise over exactly `width` HU around `center`.
  case linearExact
  /// An S-shaped curve without ends, half grey at `center`.
  case sigmoid
  /// The file's own table; `center` and `width` then say which HU it covers.
  case table(VOITable)

  /// The standard's defined term; `TABLE` for a VOI LUT.
  public var term: String {
    switch self {
    case .linear: "LINEAR"
    case .linearExact: "LINEAR_EXACT"
    case .sigmoid: "SIGMOID"
    case .table: "TABLE"
    }
  }

  /// The function of a VOI LUT Function value; an absent or empty one is LINEAR. Nil for an unknown term.
  init?(term: String) {
    switch term {
    case "", "LINEAR": self = .linear
    case "LINEAR_EXACT": self = .linearExact
    case "SIGMOID": self = .sigmoid
    default: return nil
    }
  }

  /// A straight line between two HU, which the pixel kernels draw by themselves.
  var isRamp: Bool { self == .linear || self == .linearExact }

  /// The narrowest window: at a LINEAR width of 1 the curve is a step, and the others need some width.
  var smallestWidth: Double { self == .linear ? 1 : 1e-3 }
}

/// A VOI LUT: the grey of each HU from a first one on.
public struct VOITable: Sendable, Hashable {
  /// The HU of the first entry; what lies below it has its grey.
  public let first: Int
  /// Greys, 0 black to 1 white; what lies above the last entry has its grey.
  public let greys: [Float]

  /// - Precondition: at least one entry; 1 to 16 bits.
  /// - Parameters:
  ///   - entries: as in LUT Data.
  ///   - bits: of one entry, by LUT Descriptor.
  public init(first: Int, entries: [UInt16], bits: Int) {
    precondition(!entries.isEmpty && (1...16).contains(bits), "\(entries.count) of \(bits) bits")
    self.first = first
    let top = Float((1 << bits) - 1)
    greys = entries.map { min(1, Float($0) / top) }
  }

  func grey(of hounsfieldUnits: Float) -> Float {
    guard hounsfieldUnits.isFinite else {
      return hounsfieldUnits > 0 ? greys[greys.count - 1] : greys[0]
    }
    let place = (Double(hounsfieldUnits) - Double(first)).rounded()
    return greys[Int(min(max(place, 0), Double(greys.count - 1)))]
  }
}

extension Window {
  /// The brightness of one HU value, 0 black to 1 white; NaN is 0.
  public func grey(of hounsfieldUnits: Float) -> Float {
    guard !hounsfieldUnits.isNaN else { return 0 }
    let x = Double(hounsfieldUnits)
    switch function {
    case .linear:
      let start = center - 0.5 - (width - 1) / 2
      if x <= start { return 0 }
      if x > start + width - 1 { return 1 }
      return Float((x - (center - 0.5)) / (width - 1) + 0.5)
    case .linearExact:
      if x <= center - width / 2 { return 0 }
      if x > center + width / 2 { return 1 }
      return Float((x - center) / width + 0.5)
    case .sigmoid: return Float(1 / (1 + exp(-4 * (x - center) / width)))
    case .table(let table): return table.grey(of: hounsfieldUnits)
    }
  }

  /// `levels(of:)` for functions that are no ramp, one value at a time.
  func curvedLevels(
    of values: [Float], count: Int, inverted: Bool, padding: Float?
  ) -> [UInt8] {
    let top = Float(count - 1)
    return values.map { value in
      guard !value.isNaN, value != padding else { return 0 }
      let level = UInt8(grey(of: value) * top + 0.5)
      return inverted ? UInt8(count - 1) - level : level
    }
  }
}
