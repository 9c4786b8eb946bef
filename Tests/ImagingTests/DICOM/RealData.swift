import Foundation

/// Real files and what pydicom read from them (TRUTH.json beside them).
enum RealData {
  static let folder = ProcessInfo.processInfo.environment["SPINETUI_REAL_DATA"]

  /// What TRUTH.json says of one file, as far as these tests ask.
  struct Truth: Decodable {
    var kind: String?
    var ts: String?
    var modality: String?
    var frames: String?
    var samples: String?
    /// SHA-256 of the stored values, Int32 little-endian.
    var hash: String?
    var storedMin: Int?
    var storedMax: Int?
    var slope: String?
    var intercept: String?

    enum CodingKeys: String, CodingKey {
      case kind, ts
      case modality = "Modality"
      case frames = "NumberOfFrames"
      case samples = "SamplesPerPixel"
      case hash = "pixel_sha256_int32le"
      case storedMin = "stored_min"
      case storedMax = "stored_max"
      case slope = "RescaleSlope"
      case intercept = "RescaleIntercept"
    }
  }

  static func truth() throws -> [String: Truth] {
    // Python writes NaN, which JSON has not.
    let text = try String(contentsOfFile: "\(folder ?? "")/TRUTH.json", encoding: .utf8)
      .replacing(": NaN", with: ": null").replacing(": Infinity", with: ": null")
      .replacing(": -Infinity", with: ": null")
    return try JSONDecoder().decode([String: Truth].self, from: Data(text.utf8))
  }
}
