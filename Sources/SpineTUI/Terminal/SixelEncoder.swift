import Imaging

/// Who turns frames into sixels; `docs/decisions/0007-own-sixel-encoder.md` compares them.
enum SixelEncoder: String, Sendable, CaseIterable {
  case own
  case libsixel

  /// The bytes that draw one frame with its top left corner at the cursor.
  func encode(_ frame: Frame) throws(PictureError) -> [UInt8] {
    switch self {
    case .own: try Sixel().encode(frame)
    case .libsixel: try LibSixel.encode(frame)
    }
  }
}
