import CImagingKernels
import Foundation

extension Window {
  /// Where HU become levels: `level = (hu − lower) · scale`, clamped to 0…`count − 1`.
  struct Ramp: Equatable {
    var lower: Float
    var scale: Float
  }

  /// Source: DICOM PS3.3 C.11.2.1.2: y = ((x − (c − 0.5)) / (w − 1) + 0.5) · (ymax − ymin) + ymin, and
  /// C.11.2.1.3.2 for LINEAR_EXACT: y = ((x − c) / w + 0.5) · (ymax − ymin) + ymin.
  /// A LINEAR width of 1 is a step: everything above c − 0.5 is the top level.
  ///
  /// - Precondition: `function.isRamp`.
  func ramp(count: Int) -> Ramp {
    precondition(count >= 2 && count <= 256, "\(count) grey levels")
    precondition(function.isRamp, "a \(function.term) window is no ramp")
    if function == .linearExact {
      return Ramp(lower: Float(center - width / 2), scale: Float(Double(count - 1) / width))
    }
    return Ramp(
      lower: Float(center - 0.5 - (width - 1) / 2),
      scale: Float(Double(count - 1) / (width - 1)))
  }

  /// The grey level 0…`count − 1` of one HU value; NaN is 0.
  public func level(of hu: Float, count: Int = 64, inverted: Bool = false) -> UInt8 {
    levels(of: [hu], count: count, inverted: inverted)[0]
  }

  /// Grey levels 0…`count − 1` of HU values, rounded to the nearest; NaN and `padding` are black (0),
  /// also when inverted.
  public func levels(
    of values: [Float], count: Int = 64, inverted: Bool = false, padding: Float? = nil
  ) -> [UInt8] {
    guard function.isRamp else {
      return curvedLevels(of: values, count: count, inverted: inverted, padding: padding)
    }
    let ramp = ramp(count: count)
    return [UInt8](unsafeUninitializedCapacity: values.count) { out, written in
      values.withUnsafeBufferPointer { values in
        guard let source = values.baseAddress, let target = out.baseAddress else { return }
        cimaging_window(
          source, values.count, ramp.lower, ramp.scale, Int32(count - 1), inverted ? 1 : 0,
          padding ?? .nan, target)
      }
      written = values.count
    }
  }

  /// The window that spreads the scanned part of `slice` over all greys: from its 1st to its 99th
  /// percentile. Nil when the slice shows nothing.
  public static func auto(for slice: Slice) -> Window? {
    let sorted = slice.scannedValues.sorted()
    guard let last = sorted.indices.last else { return nil }
    func percentile(_ p: Double) -> Double { Double(sorted[Int((Double(last) * p).rounded())]) }
    let (low, high) = (percentile(0.01), percentile(0.99))
    return Window(
      center: ((low + high) / 2).rounded(), width: max(1, (high - low).rounded()),
      explanation: "auto")
  }
}

/// The windows on the digit keys.
///
/// Source: usual CT reading windows, as in the project's key table (docs/keys.md).
public enum WindowPreset: String, Sendable, CaseIterable, Codable {
  case brain
  case softTissue = "soft-tissue"
  case mediastinum
  case bone
  case lung

  public var window: Window {
    let (center, width): (Double, Double) =
      switch self {
      case .brain: (35, 80)
      case .softTissue: (40, 400)
      case .mediastinum: (50, 350)
      case .bone: (350, 2000)
      case .lung: (-600, 1500)
      }
    return Window(center: center, width: width, explanation: title)
  }

  /// The name as shown on screen.
  public var title: String { self == .softTissue ? "soft tissue" : rawValue }
}
